"""A portal with two more entities, a tour and its stops, edited in one form and walked through.

Run as a process of its own (see test_edit_toy.py): a mapped class stays mapped for ever.
"""

from __future__ import annotations

import json
import re
import sys

from sqlalchemy.orm import Mapped, relationship

from app.schema.base import Base
from app.schema.conditions import compared, when
from app.schema.entity import OPEN, WRITE, Can, Entity, Role
from app.schema.fields import day, flag, integer, key, link, region, text
from tests.admin.toy_site import portal

ALL = {Role.supervisor: WRITE | Can.delete}


class ToyTour(Base):
    """A tour of a school bus."""

    __tablename__ = "toy_tour"
    __entity__ = Entity(
        label="Tour", plural="Tours", menu="Policy", columns=("name", "seats"), scope=OPEN,
        access=ALL, fieldsets={"Who drives": ("driver_id", "escort")}, children=("stops",),
    )  # fmt: skip

    id: Mapped[int] = key()
    name: Mapped[str] = text("Tour name", length=20, unique=True)
    seats: Mapped[int | None] = integer("Seats")
    driver_id: Mapped[int | None] = link("Driver", "region.id")
    escort: Mapped[bool] = flag("With escort")
    escort_name: Mapped[str | None] = text(
        "Escort", length=20, show_if=when("escort"), required_if=compared("seats", "gt", 8)
    )
    quarter: Mapped[str | None] = region("Quarter")
    since: Mapped[str | None] = day("Since")
    stops: Mapped[list[ToyStop]] = relationship("ToyStop", order_by="ToyStop.id")


class ToyStop(Base):
    """One stop of a tour."""

    __tablename__ = "toy_stop"
    __entity__ = Entity(
        label="Stop", plural="Stops", menu="Policy", columns=("name",), scope=OPEN, access=ALL
    )

    id: Mapped[int] = key()
    tour_id: Mapped[int] = link("Tour", "toy_tour.id")
    name: Mapped[str] = text("Stop name", length=20, unique=True)
    minute: Mapped[int | None] = integer("Minute", least=0, most=600)


def main(folder: str) -> dict[str, object]:
    """Return what each step of the walk found."""
    from app.extensions import db
    from app.security.actor import SYSTEM, acting_as
    from app.selfchecks import findings
    from app.services import seed_people, seed_regions

    app = portal(folder, ToyTour, ToyStop)
    with app.app_context(), acting_as(SYSTEM):
        seed_regions.load_regions(db.session())
        db.session.commit()
    desk = Walker(app)
    desk.send("/login/", username="supervisor", password=seed_people.PASSWORD)
    wrong = [one for one in findings() if one.startswith("jifen.E")]
    return {"findings": wrong, **conditions(desk), **pickers(desk), **children(desk)}


def sent(text: str) -> dict:
    """Return what a browser would send of a form."""
    from tests.admin.pages import typed

    rows = re.findall(r'name="stops-rows" value="(\w+)"', text)
    return {**typed(text), **({"stops-rows": rows} if rows else {})}


class Walker:
    """A browser without script."""

    def __init__(self, app) -> None:
        self.app = app
        self.client = app.test_client()

    def page(self, path: str) -> dict:
        return sent(self.client.get(path).text)

    def send(self, path: str, **changes):
        from tests.admin.pages import parsed

        page = self.client.get(path).text
        if path == "/login/":
            found = [one for one in parsed(page).iter("input") if one.get("name") == "csrf_token"]
            return self.client.post(path, data={"csrf_token": found[0].get("value"), **changes})
        data = {**self.page(path), **changes}
        return self.post(path, data)

    def post(self, path: str, data: dict):
        return self.client.post(path, data={k: v for k, v in data.items() if v is not None})

    def ask(self, name: str, **asked: str):
        """Ask for the answers of a field, as the script does."""
        token = self.page("/toy-tours/edit/1")["csrf_token"]
        head = {"X-CSRFToken": token}
        return self.client.post(f"/toy-tours/options/{name}", data=asked, headers=head)

    def rows(self, model) -> list[dict]:
        from app.extensions import db
        from app.security.actor import SYSTEM, acting_as

        with self.app.app_context(), acting_as(SYSTEM):
            found = db.session.query(model).order_by(model.id).all()
            return [{c.key: getattr(r, c.key) for c in model.__table__.columns} for r in found]


def conditions(desk: Walker) -> dict[str, object]:
    """Ask for the escort's name only where one rides along, and need it in a big bus only."""
    path = "/toy-tours/add"
    missing = desk.send(path, name="甲", seats="20", escort="y")
    desk.send(path, name="甲", seats="20", escort="y", escort_name="林")
    kept = desk.rows(ToyTour)[-1]["escort_name"]
    desk.send("/toy-tours/edit/1", escort=None)
    form = desk.client.get("/toy-tours/edit/1").text
    return {
        "missing": "err" in missing.text and missing.status_code,
        "kept": kept,
        "emptied": desk.rows(ToyTour)[-1]["escort_name"],
        "rule": 'data-show-if=\'{"field": "escort", "in": ["yes"]}\'' in form,
        "groups": [one in form for one in ("<h2>Who drives</h2>",)],
        "small": desk.send(path, name="乙", seats="4", escort="y").status_code,
    }


def pickers(desk: Walker) -> dict[str, object]:
    """Find a row among many without script, and a community by its district and street."""
    edit = "/toy-tours/edit/1"
    found = desk.send(
        edit, **{"driver_id-words": "大同街道", "act": "find:driver_id", "name": "新"}
    )
    answer = desk.ask("driver_id", q="大同街道").get_json()["result"]
    chosen = str(answer[0]["id"])
    streets = desk.ask("quarter", above="350212").get_json()["result"]
    below = desk.ask("quarter", above=streets[0]["id"]).get_json()
    community = below["result"][0]["id"]
    street = {"quarter-county": "350212", "quarter-street": streets[0]["id"]}
    listed = desk.send(edit, **street, act="find:quarter")
    wrong = desk.send(edit, **{**street, "quarter-street": streets[1]["id"]}, quarter=community)
    saved = desk.send(edit, driver_id=chosen, quarter=community, **street)
    return {
        "search": f'value="{chosen}"' in found.text and 'value="新"' in found.text,
        "unsaved": desk.rows(ToyTour)[0]["name"],
        "few": len(desk.ask("driver_id", q="社区").get_json()["result"]),
        "short": desk.ask("driver_id", q="a").get_json()["result"],
        "no_field": desk.ask("name", q="甲").status_code,
        "listed": community in listed.text,
        "wrong": "err" in wrong.text and wrong.status_code,
        "saved": saved.status_code,
        "stored": desk.rows(ToyTour)[0]["driver_id"] == int(chosen)
        and desk.rows(ToyTour)[0]["quarter"] == community,
        "none": desk.send(edit, driver_id="999999").status_code,
    }


def children(desk: Walker) -> dict[str, object]:
    """Add, change and remove stops with their tour, all or nothing, and lose nobody's words."""
    edit = "/toy-tours/edit/1"
    more = desk.send(edit, act="row:stops")
    new = {"stops-rows": ["new1", "new2"], "stops-new1-name": "东站", "stops-new1-minute": "5",
           "stops-new2-name": "西站"}  # fmt: skip
    wrong = desk.send(edit, **{**new, "stops-new2-minute": "9999"})
    nothing = len(desk.rows(ToyStop))
    desk.send(edit, **new, name="丙")
    added = [(one["name"], one["tour_id"]) for one in desk.rows(ToyStop)]
    first, second = desk.page(edit), desk.page(edit)
    desk.post(edit, {**first, "stops-1-name": "南站"})
    clash = desk.post(edit, {**second, "stops-1-name": "北站", "stops-2-minute": "7"})
    again = desk.post(edit, {**sent(clash.text), "keep-stops-1-name": "mine"})
    merged = [(one["name"], one["minute"]) for one in desk.rows(ToyStop)]
    open_page = desk.page(edit)
    desk.send(edit, **{"stops-2-remove": "y"})
    lost = desk.post(edit, {**open_page, "stops-2-minute": "8"})
    return {
        "one_more": 'name="stops-new1-name"' in more.text,
        "refused": (wrong.status_code, nothing, 'value="东站"' in wrong.text),
        "added": added,
        "clash": (clash.status_code, "南站" in clash.text, 'value="北站"' in clash.text),
        "merged": (again.status_code, merged),
        "removed": [one["name"] for one in desk.rows(ToyStop)],
        "lost": (lost.status_code, 'value="8"' in lost.text),
        "foreign": desk.send(edit, **{"stops-rows": ["1", "x"]}).status_code,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1]), default=str))
