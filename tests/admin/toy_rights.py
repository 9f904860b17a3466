"""A portal with an entity of which one field is for supervisors; walked as two roles.

Run as a process of its own (see test_field_rights_doors.py): a mapped class stays mapped.
"""

from __future__ import annotations

import json
import sys

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.schema.base import Base
from app.schema.entity import OPEN, WRITE, Can, Entity, Role
from app.schema.fields import key, text
from tests.admin.toy_portal import send
from tests.admin.toy_site import portal

SECRET = "turquoise"


class ToyVan(Base):
    """A van whose colour is for supervisors alone."""

    __tablename__ = "toy_van"
    __entity__ = Entity(
        label="Van", plural="Vans", menu="Policy", columns=("plate", "colour"),
        search=("plate", "colour"), order=("id", "colour"), scope=OPEN,
        access={Role.reviewer: WRITE | Can.export},
    )  # fmt: skip

    id: Mapped[int] = key()
    plate: Mapped[str] = text("Plate", length=10, unique=True)
    colour: Mapped[str | None] = text("Colour", length=20, index=True, seen_by=(Role.supervisor,))


def main(folder: str) -> dict[str, object]:
    """Return what each door answered to each role."""
    from app.extensions import db
    from app.security.actor import SYSTEM, acting_as
    from app.services import seed_people
    from models import RecordChange

    app = portal(folder, ToyVan)
    with app.app_context(), acting_as(SYSTEM):
        van = ToyVan(plate="TA 1", colour="old")
        db.session.add(van)
        db.session.commit()
        van.colour = SECRET
        db.session.commit()
        change = db.session.scalar(sa.select(sa.func.max(RecordChange.id)))
    logins = {"supervisor": "supervisor", "reviewer": "reviewer.tongan"}
    return {
        role: walk(enter(app, login, seed_people.PASSWORD), change)
        for role, login in logins.items()
    }


def enter(app, login: str, word: str):
    """Return a client that is logged in."""
    client = app.test_client()
    send(client, "/login/", username=login, password=word)
    return client


def walk(client, change: int) -> dict[str, object]:
    """Use every door of the entity."""

    def tells(path: str) -> bool:
        return SECRET in client.get(path).text

    def status(path: str) -> int:
        return client.get(path).status_code

    return {
        "list": tells("/toy-vans/list/"),
        "show": tells("/toy-vans/show/1"),
        "history": tells("/toy-vans/show/1?tab=history"),
        "edit": tells("/toy-vans/edit/1"),
        "export": tells("/toy-vans/export"),
        "rest": tells("/api/v1/toy-vans/1"),
        "rest_list": tells("/api/v1/toy-vans/"),
        "search": status("/toy-vans/list/?colour=t"),
        "sort": status("/toy-vans/list/?order=colour"),
        "rest_search": status("/api/v1/toy-vans/?colour=t"),
        "rest_sort": status("/api/v1/toy-vans/?order=colour"),
        "restore": status(f"/toy-vans/restore/1/{change}/colour"),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1])))
