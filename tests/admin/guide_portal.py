"""A portal with the entity of the guide: its file is taken from the page, and every door walked.

Run as a process of its own (see test_extending.py): a mapped class stays mapped for ever.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from pathlib import Path
from typing import Any

from tests.admin.sending import bring, export, send
from tests.admin.toy_site import portal
from tests.repository.sources import text

BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)


def source() -> str:
    """Return the file that the guide shows."""
    (found,) = BLOCK.findall(text("docs/guide/extending.md"))
    return found


def load(folder: Path) -> Any:
    """Write the file as the guide says, import it, and return its entity."""
    path = folder / "school_bus.py"
    path.write_text(source(), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("models.school_bus", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.SchoolBus


def main(folder: str) -> dict[str, object]:
    """Return what each door answered."""
    model = load(Path(folder))
    from app.admin.generator import permissions
    from app.selfchecks import findings
    from app.services import seed_people

    app = portal(folder, model)
    boss, reader = app.test_client(), app.test_client()
    for client, name in ((boss, "supervisor"), (reader, "reviewer.tongan")):
        send(client, "/login/", username=name, password=seed_people.PASSWORD)
    return {
        "found": [one for one in findings() if "SchoolBus" in one],
        "permissions": permissions(model),
        **{name: door(boss, reader) for name, door in DOORS.items()},
    }


def added(boss, _):
    for plate, seats, colour in (("TA 1", 48, "blue"), ("TA 2", 20, "red"), ("TA 3", 12, "red")):
        send(boss, "/school-buses/add", plate=plate, seats=str(seats), colour=colour)
    return send(boss, "/school-buses/add", plate="TA 4", seats="500").status_code


def edited(boss, _):
    send(boss, "/school-buses/edit/1", plate="TA 1", seats="50", colour="green")
    return "50" in boss.get("/school-buses/show/1").text


def imported(boss, _):
    """Change one row, found by its natural key, and add another."""
    table = "Plate,Seats,Colour\nTA 1,51,green\nTA 9,9,blue\n"
    bring(boss, "/school-buses", table, ("plate", "seats", "colour"))
    rows = boss.get("/api/v1/school-buses/").get_json()["result"]
    return sorted((row["plate"], row["seats"]) for row in rows)


def dashboard(boss, _):
    shown = boss.get("/dashboard/").text.partition("Buses by colour")[2]
    return re.findall(
        r'<th scope="row">(?:<a[^>]*>)?(\w+).*?<td class="num">(\d+)', shown, re.DOTALL
    )


DOORS = {
    "added": added,
    "edited": edited,
    "list": lambda boss, _: re.findall(r">(TA \d)</a>", boss.get("/school-buses/list/").text),
    "search": lambda boss, _: re.findall(
        r">(TA \d)</a>", boss.get("/school-buses/list/?colour=gre").text
    ),
    "dashboard": dashboard,
    "rest": lambda boss, _: boss.get("/api/v1/school-buses/1").get_json()["result"],
    "export": lambda boss, _: export(boss, "/school-buses/export").lstrip("\ufeff").splitlines(),
    "menu": lambda boss, _: "/school-buses/list/" in boss.get("/").text,
    "read": lambda _, reader: reader.get("/school-buses/list/").status_code,
    "refused": lambda _, reader: [
        reader.get(f"/school-buses/{page}").status_code
        for page in ("add", "edit/1", "export", "import")
    ],
    "imported": imported,
    "deleted": lambda boss, _: (
        send(boss, "/school-buses/delete/2", page="/school-buses/show/2").status_code,
        boss.get("/school-buses/show/2").status_code,
    ),
}
"""Every door in the order in which it is used; a new one is one entry more."""


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1])))
