"""What does the cell of a table mean for a field? The words that an export writes, and others."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext
from sqlalchemy.orm import Session

from app.admin.pickers import FOREIGN, target_of
from app.display import placed
from app.forms.members import all_members, chooses, members
from app.forms.validators import whole_number
from app.schema.base import Base
from app.schema.entity import Entity, Scope
from app.schema.fields import Field, fields_of
from app.schema.kinds import Kind

DAY = re.compile(
    r"(\d{4})[-/.\u5e74](\d{1,2})[-/.\u6708](\d{1,2})\u65e5?(?:[ T]0{1,2}:00(?::00)?)?"
)
MOMENT = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[ T](\d{1,2}):(\d{2})(?::\d{2})?")
YES = {"yes", "true", "1", "y", "\u662f", "\u221a"}
NO = {"no", "false", "0", "n", "\u5426", "\u00d7", ""}


SAMPLES = {Kind.day: "2026-09-01", Kind.moment: "2026-09-01 08:00"}


NO_ENTITY = Entity(label="", plural="", menu=None, columns=(), scope=Scope())


class WrongCell(Exception):
    """What stands in a cell is nothing for its field; the sentence says why."""


def value(session: Session, field: Field, text: str) -> Any:
    """Return what a form would send for the cell; WrongCell says why it cannot."""
    if field.kind is Kind.link:
        return _key(session, field, text)
    made = CELLS.get(field.kind)
    return made(field, text) if made else text


def _choice(field: Field, text: str) -> str:
    for code, words in all_members(field):
        if text in {code, words} or (field.choices and text == field.choices[code].label):
            return code
    if text:
        allowed = "、".join(words for _, words in members(field))
        raise WrongCell(gettext("Choose one of: %(allowed)s.", allowed=allowed))
    return ""


def _several(field: Field, text: str) -> list[str]:
    parts = re.split(r"[、,;\uff0c\uff1b]", text)
    return [_choice(field, one.strip()) for one in parts if one.strip()]


def _flag(field: Field, text: str) -> str:  # noqa: ARG001 - one signature for all
    if text.lower() in YES or text == gettext("Yes"):
        return "y"
    if text.lower() in NO or text == gettext("No"):
        return ""
    raise WrongCell(gettext("Enter yes or no."))


def _day(field: Field, text: str) -> str:  # noqa: ARG001 - one signature for all
    found = DAY.fullmatch(text)
    if found:
        return f"{int(found[1]):04}-{int(found[2]):02}-{int(found[3]):02}"
    if re.fullmatch(r"\d{8}", text):
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if text:
        raise WrongCell(gettext("A date is written like 2026-09-01."))
    return ""


def _moment(field: Field, text: str) -> str:
    found = MOMENT.fullmatch(text)
    if found:
        day = f"{int(found[1]):04}-{int(found[2]):02}-{int(found[3]):02}"
        return f"{day}T{int(found[4]):02}:{found[5]}"
    day = _day(field, text)
    return f"{day}T00:00" if day else ""


CELLS: dict[Kind, Callable[[Field, str], Any]] = {
    Kind.choice: _choice,
    Kind.entry: _choice,
    Kind.several: _several,
    Kind.flag: _flag,
    Kind.day: _day,
    Kind.moment: _moment,
}


def _key(session: Session, field: Field, text: str) -> str:
    """Return the key of the record, in scope, that the cell names by its own key or number."""
    if not text:
        return ""
    target = target_of(field)
    found, name = None, _named_by(target)
    if name:
        column = getattr(target, name)
        found = session.scalar(sa.select(target.id).where(column == text))
    number = whole_number(text)
    if found is None and number is not None:
        found = session.scalar(sa.select(target.id).where(target.id == number))
    if found is None:
        raise WrongCell(gettext("There is no such record that you may reach."))
    return str(found)


def _named_by(target: Any) -> str:
    """Return the column of text that names a record of the target; none has it at worst."""
    if target.__tablename__ in FOREIGN:
        return FOREIGN[target.__tablename__][0]
    names: tuple[str, ...] = getattr(target, "__entity__", NO_ENTITY).natural_key
    field = fields_of(target)[names[0]] if len(names) == 1 else None
    plain = field is not None and field.kind is Kind.text and not field.sealed
    return names[0] if plain else ""


def allowed(model: type[Base], name: str) -> str:
    """Return what may stand in a column, in words."""
    field = fields_of(model)[name]
    if chooses(field):
        return "、".join(words for _, words in members(field))
    if field.kind is Kind.flag:
        return f"{gettext('Yes')}、{gettext('No')}"
    if field.kind is Kind.link:
        return _allowed_keys(field)
    if field.length:
        return gettext("At most %(length)s characters.", length=field.length)
    return SAMPLES.get(field.kind, "")


def _allowed_keys(field: Field) -> str:
    target = target_of(field)
    if target.__tablename__ in FOREIGN:
        return gettext("%(name)s of the record", name=gettext("Username"))
    keys = getattr(target, "__entity__", NO_ENTITY).natural_key
    names = keys if len(keys) == 1 else ()
    words = [placed(fields_of(target)[one].label) for one in names]
    return gettext("%(name)s of the record", name=words[0] if words else gettext("Record number"))
