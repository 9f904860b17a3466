"""What can be wrong between the declarations, each right by itself?"""

from __future__ import annotations

import gettext
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from app.admin.generator import address
from app.admin.roles import STAFF_ROLES
from app.schema.base import Base
from app.schema.entity import Can
from app.selfchecks.rules import Declared, Found, Portal, each, listed, rule

APP = Path(__file__).parents[1]
SPRITE = APP / "static" / "jr" / "icons.svg"
TRANSLATIONS = APP.parent / "translations"
SHOWN = "zh_Hans_CN"
FRAMEWORK = "ab_"
"""With what the tables of Flask-AppBuilder begin; a link may lead to its users."""


@rule("E017", "A link leads to a table without an entity.",
      "Declare the entity, or mend the target.")  # fmt: skip
def links(everything: Portal) -> Found:
    """Find keys whose record no page could show."""
    known = {one.table.name for one in everything.entities.values()}
    for name, one in everything.entities.items():
        for key, field in one.fields.items():
            table = (field.target or "").partition(".")[0]
            if table and table not in known and not table.startswith(FRAMEWORK):
                yield f"{name}.{key}", f"no entity stands on the table {table}"


@rule("E038", "An icon is not in the sprite.", "Choose one of app/static/jr/icons.svg.")
def icons(everything: Portal) -> Found:
    """Find pictures that would stay empty."""
    for name, one in everything.entities.items():
        if one.entity.icon not in sprite():
            yield name, f"no icon {one.entity.icon}"
    for row in everything.transitions.values():
        if row.icon not in sprite():
            yield row.name, f"no icon {row.icon}"


@lru_cache(maxsize=1)
def sprite() -> frozenset[str]:
    """Return the names of all icons."""
    return frozenset(re.findall(r'<symbol[^>]* id="([^"]+)"', SPRITE.read_text(encoding="utf-8")))


@rule("E039", "Two entities answer at the same address.", "Name one of the classes otherwise.")
def routes(everything: Portal) -> Found:
    """Find pages that would hide each other."""
    taken = Counter(address(name) for name in everything.entities)
    for name in everything.entities:
        if taken[address(name)] > 1:
            yield name, f"/{address(name)} is taken"


@rule("E040", "An act has the name of another right.", "Call the act otherwise.")
def rights(everything: Portal) -> Found:
    """Find acts that would be granted with something else."""
    taken = {f"can_{can.name}" for can in Can} | set(everything.transitions) | {"menu"}
    for name, one in everything.entities.items():
        for act in sorted(taken.intersection(one.entity.acts)):
            yield name, f"the right {act} exists already"


@rule("E041", "Two entities stand on the same table.",
      "Name another __tablename__; Flask-AppBuilder lets this slip.")  # fmt: skip
def tables(everything: Portal) -> Found:
    """Find classes of which the second changed the table of the first."""
    taken = Counter(one.table.name for one in everything.entities.values())
    own = {id(one.local_table): one.class_ for one in Base.registry.mappers}
    for name, one in everything.entities.items():
        if taken[one.table.name] > 1 or own.get(id(one.table), Base).__name__ != name:
            yield name, f"the table {one.table.name} is another entity's"


@rule("W008", "A role of the staff has no word, or no entity that it may see.",
      "Call it in ROLES of app/admin/codes.py; name it in access of an entity.")  # fmt: skip
def staff_roles(everything: Portal) -> Found:
    """Find roles that nobody could recognise or use."""
    used = {role for one in everything.entities.values() for role in one.entity.access}
    for role in STAFF_ROLES:
        if role.value not in everything.roles:
            yield role.value, "no word"
        if role not in used:
            yield role.value, "no access"


@each("W004", "An entity does not say how long it is kept.",
      "Give __entity__ its retention=Retention.….")  # fmt: skip
def retention(one: Declared) -> Found:
    """Find records that would be kept for ever without a decision."""
    if one.entity.retention is None:
        yield "", "no retention"


@rule("W007", "A label has no Chinese.", "Run `make i18n` and translate it.")
def translations(everything: Portal) -> Found:
    """Find words that the office would read in English."""
    words = gettext.translation("messages", TRANSLATIONS, [SHOWN], fallback=True)
    for name, one in everything.entities.items():
        missing = {msgid for msgid in _said(one) if msgid and words.gettext(msgid) == msgid}
        if missing:
            yield name, f"no Chinese for {listed(missing)}"


def _said(one: Declared) -> Iterator[str]:
    yield from (one.entity.label, one.entity.plural)
    yield from (words for chart in one.entity.charts for words in (chart.label, chart.help))
    for field in one.fields.values():
        if not field.internal:
            yield from (field.label, field.help)
            yield from (member.label for member in field.choices or ())
