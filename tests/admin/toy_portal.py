"""A portal with one more entity: declared here in one class, walked through all its doors.

Run as a process of its own (see test_toy_entity.py): a mapped class stays mapped for ever.
"""

from __future__ import annotations

import json
import sys

from sqlalchemy.orm import Mapped

from app.schema.base import Base
from app.schema.entity import OPEN, WRITE, Can, Entity, Role
from app.schema.fields import integer, key, text
from tests.admin.sending import bring, export, send
from tests.admin.toy_site import portal


class ToyBus(Base):
    """A school bus; the one line of its colour must do everywhere."""

    __tablename__ = "toy_bus"
    __entity__ = Entity(
        label="Bus", plural="Buses", menu="Policy", columns=("plate", "seats"),
        search=("plate",), order=("seats", "id"), scope=OPEN,
        natural_key=("plate",),
        access={Role.supervisor: WRITE | Can.delete | Can.export | Can.import_},
    )  # fmt: skip

    id: Mapped[int] = key()
    plate: Mapped[str] = text("Plate", length=10, unique=True)
    seats: Mapped[int] = integer("Seats", index=True)
    colour: Mapped[str | None] = text("Colour", length=10, listed=True, searched=True)


def main(folder: str) -> dict[str, object]:
    """Return what each door answered."""
    from app.admin.generator import permissions
    from app.services import seed_people
    from tests.factories import build

    app = portal(folder, ToyBus)
    answers = walk(app.test_client(), seed_people.PASSWORD)
    made = vars(build(ToyBus, colour="blue"))
    made.pop("_sa_instance_state")
    return {**answers, "permissions": permissions(ToyBus), "factory": made}


def walk(client, word: str) -> dict[str, object]:
    """Log in as the supervisor and use every door of the entity."""
    send(client, "/login/", username="supervisor", password=word)
    added = send(client, "/toy-buses/add", plate="TA 1", seats="48", colour="blue")
    twice = send(client, "/toy-buses/add", plate="TA 1", seats="12", colour="red")
    send(client, "/toy-buses/edit/1", plate="TA 1", seats="50", colour="green")
    answers = doors(client, added, twice)
    return {**answers, "import": colours(client, "Plate,Seats,Colour\nTA 1,50,red\nTA 9,9,blue\n")}


def colours(client, table: str) -> dict[str, str]:
    """Bring a table in; return the colour of each bus."""
    bring(client, "/toy-buses", table, ("plate", "seats", "colour"))
    rows = client.get("/api/v1/toy-buses/").get_json()["result"]
    return {row["plate"]: row["colour"] for row in rows}


def doors(client, added, twice) -> dict[str, object]:
    """Return what the other doors answered."""
    listed = client.get("/toy-buses/list/").text
    return {
        "added": added.status_code,
        "twice": 'value="12"' in twice.text and twice.status_code,
        "list": ">green</td>" in listed,
        "head": ">Colour</th>" in listed,
        "searched": 'name="colour"' in listed,
        "show": "50" in client.get("/toy-buses/show/1").text,
        "found": "TA 1" in client.get("/toy-buses/list/?colour=gre").text,
        "export": export(client, "/toy-buses/export?colour=gre").lstrip("\ufeff").splitlines(),
        "missed": "TA 1" in client.get("/toy-buses/list/?colour=red").text,
        "rest": client.get("/api/v1/toy-buses/1").get_json()["result"],
        "rest_list": client.get("/api/v1/toy-buses/?colour=gre").get_json()["result"],
        "rest_missed": client.get("/api/v1/toy-buses/?colour=red").get_json()["result"],
        "add": 'name="colour"' in client.get("/toy-buses/add").text,
        "form": 'name="colour"' in client.get("/toy-buses/edit/1").text,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1])))
