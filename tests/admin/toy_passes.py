"""A portal with one more entity that has protected columns and choices out of dictionaries.

Run as a process of its own (see test_toy_passes.py): a mapped class stays mapped for ever.
"""

from __future__ import annotations

import io
import json
import re
import sys
from datetime import date

from sqlalchemy.orm import Mapped

from app.schema.base import Base, HasUid
from app.schema.entity import OPEN, WRITE, Can, Entity, Role
from app.schema.fields import entries, entry, key, person_name
from app.schema.kinds import Kind
from app.security.sealed import sealed, sealed_or_none
from tests.admin.sending import export, send
from tests.admin.toy_site import portal
from tests.family_way import id_number

NUMBER, OTHER = id_number(date(1988, 1, 2)), id_number(date(1990, 3, 7))
HEADS = "Pass number,Holder,Telephone,Kin,Papers\n"


class ToyPass(HasUid, Base):
    """A pass for whoever fetches a child."""

    __tablename__ = "toy_pass"
    __entity__ = Entity(
        label="Pass", plural="Passes", menu="Policy", order=("id",), scope=OPEN,
        columns=("number", "holder", "kin", "papers"), search=("holder", "number", "kin"),
        natural_key=("number",),
        access={Role.supervisor: WRITE | Can.export | Can.import_},
    )  # fmt: skip

    id: Mapped[int] = key()
    number = sealed_or_none(
        Kind.id_number, "Pass number", group="toy_pass", unique=True, purpose="Test."
    )
    holder: Mapped[str] = person_name("Holder")
    phone = sealed(Kind.phone, "Telephone", group="toy_phone", purpose="Test.")
    kin: Mapped[str | None] = entry("Kin", "relation")
    papers: Mapped[list[str] | None] = entries("Papers", "id_type")


def main(folder: str) -> dict[str, object]:
    """Return what each door answered."""
    from app.selfchecks import findings
    from app.services import seed_people

    app = portal(folder, ToyPass)
    client = app.test_client()
    send(client, "/login/", username="supervisor", password=seed_people.PASSWORD)
    wrong = [one for one in findings() if "ToyPass" in one]
    return {"findings": wrong, **imports(client, app), **choices(client)}


def bring(client, table: str, *, applying: bool = True) -> tuple[str, str]:
    """Bring a table in; return the address of the import and its preview."""
    file = (io.BytesIO((HEADS + table).encode()), "t.csv")
    page = send(client, "/toy-passes/import", table=file).location
    names = ("number", "holder", "phone", "kin", "papers")
    send(client, f"{page}/check", page, **{f"column-{n}": one for n, one in enumerate(names)})
    shown = client.get(page).text
    if applying:
        send(client, f"{page}/apply", page)
    return page, shown


def stored(app) -> list[list[object]]:
    """Return what the passes hold, in full."""
    from app.extensions import db
    from app.security.actor import SYSTEM, acting_as

    with app.app_context(), acting_as(SYSTEM):
        rows = db.session.query(ToyPass).order_by(ToyPass.id).all()
        return [[one.number, one.holder, one.phone, one.kin, one.papers] for one in rows]


def kept(app) -> str:
    """Return the whole list of changes as it lies in the database, and every page's document."""
    from app.extensions import db
    from models import ImportChange, ImportRun

    with app.app_context(), db.engine.connect() as connection:
        found = [*connection.execute(ImportChange.__table__.select())]
        found += [*connection.execute(ImportRun.__table__.select())]
        return repr(found)


def imports(client, app) -> dict[str, object]:
    """Add, find again under another spelling, change, undo, and refuse what is ruined."""
    bring(client, f"{NUMBER},陈一,13800000001,father,\n{OTHER},陈二,13800000002,,\n")
    first = stored(app)
    spaced = f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}"
    page, preview = bring(client, f"{spaced},陈一,+86 13911112222,father,\n")
    changed = stored(app)
    plain = kept(app)
    send(client, f"{page}/undo", page)
    again = export(client, "/toy-passes/export").removeprefix("\ufeff").partition("\n")[2]
    wrong = bring(client, "1.10101E+17,陈三,13800000003,,\n", applying=False)[1]
    rounded = bring(client, f"{NUMBER[:15]}000,陈三,13800000003,,\n", applying=False)[1]
    return {
        "first": first, "changed": changed, "undone": stored(app),
        "preview": preview, "plain": [one for one in (NUMBER, "13911112222") if one in plain],
        "masked": bring(client, again, applying=False)[1],
        "wrong": wrong, "rounded": rounded,
    }  # fmt: skip


def choices(client) -> dict[str, object]:
    """Use the columns of codes at every door."""
    told = {"holder": "陈一", "kin": "father", "papers": ["passport", "other"]}
    form = client.get("/toy-passes/edit/1").text
    saved = send(client, "/toy-passes/edit/1", **told)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)[1]
    head = {"X-CSRFToken": token}
    tag = {**head, "If-Match": client.get("/api/v1/toy-passes/1").headers["ETag"]}
    where = "/toy-passes/list/?where=all~kin.in."
    return {
        "saved": saved.status_code,
        "form": re.findall(r'<option[^>]*value="(\w+)"', form.partition('name="kin"')[2]),
        "boxes": re.findall(r'name="papers"[^>]*value="(\w+)"', form),
        "list": client.get("/toy-passes/list/").text,
        "found": ["陈一" in client.get(where + one).text for one in ("father", "other_guardian")],
        "query": client.get("/toy-passes/list/?kin=father").text,
        "rest_where": [
            len(client.get(f"/api/v1/toy-passes/?where=all~{one}").get_json()["result"])
            for one in ("kin.is.father", "papers.has.passport", "papers.in.other,residence_permit",
                        "papers.has.residence_permit", "papers.empty.", "kin.empty.~holder.has.二")
        ],
        "unknown": client.get("/toy-passes/list/?kin=nobody").status_code,
        "export": export(client, "/toy-passes/export").removeprefix("\ufeff").splitlines(),
        "rest": client.get("/api/v1/toy-passes/1").get_json()["result"],
        "rest_wrong": client.patch(
            "/api/v1/toy-passes/1", json={"kin": "nobody"}, headers=tag
        ).status_code,
        "rest_right": client.patch(
            "/api/v1/toy-passes/1", json={"papers": ["passport"]}, headers=tag
        ).get_json(),
    }  # fmt: skip


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1]), default=str))
