"""The resource of an entity declared in one class: a process of its own, as toy_portal is."""

from __future__ import annotations

import json
import re
import sys

from tests.admin import toy_portal


def walk(client, word: str) -> dict[str, object]:
    """Log in as the supervisor, and use each method of the entity's resource."""
    toy_portal.send(client, "/login/", username="supervisor", password=word)
    page = client.get("/toy-buses/add").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]

    def send(method: str, path: str, tag: str = "", **body):
        headers = {"X-CSRFToken": token} | ({"If-Match": tag} if tag else {})
        sent = {"json": body} if body else {}
        return client.open(f"/api/v1/toy-buses/{path}", method=method, headers=headers, **sent)

    added = send("POST", "", plate="TA 1", seats=48)
    tag = added.headers["ETag"]
    twice = send("POST", "", plate="TA 1", seats=12)
    wrong = send("PATCH", "1", tag, seats="many", wings=2)
    part = send("PATCH", "1", tag, colour="green")
    stale = send("PATCH", "1", tag, colour="red")
    whole = send("PUT", "1", part.headers["ETag"], plate="TA 2", seats=50)
    why = {"reason": "Counted again", "values": {"seats": 51}}
    corrected = send("POST", "1/corrections", whole.headers["ETag"], **why)
    older = send("POST", "1/corrections", whole.headers["ETag"], **why)
    unnamed = send("DELETE", "1")
    gone = send("DELETE", "1", corrected.headers["ETag"])
    described = client.get("/api/v1/_openapi").get_json()
    return {
        "added": [added.status_code, added.headers["Location"]],
        "twice": [twice.status_code, list(twice.get_json()["errors"])],
        "wrong": [wrong.status_code, sorted(wrong.get_json()["errors"])],
        "part": part.get_json()["result"]["colour"],
        "stale": stale.status_code,
        "whole": whole.get_json()["result"],
        "corrected": [corrected.status_code, corrected.get_json()["result"]["seats"],
                      older.status_code],
        "deleted": [unnamed.status_code, gone.status_code, send("GET", "1").status_code],
        "paths": {path: sorted(set(told) - {"parameters"})
                  for path, told in described["paths"].items() if "toy" in path},
        "schema": described["components"]["schemas"]["ToyBusWhole"],
    }  # fmt: skip


if __name__ == "__main__":
    toy_portal.walk = walk
    sys.stdout.write(json.dumps(toy_portal.main(sys.argv[1]), default=str))
