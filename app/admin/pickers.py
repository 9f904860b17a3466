"""Among which records does a form choose, and how are they found when there are many?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext
from sqlalchemy.orm import Session
from wtforms import SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from app.admin.naming import named
from app.admin.reading import log_read
from app.forms.kinds import INPUT
from app.forms.validators import whole_number
from app.policy.names import normalise_name
from app.schema.base import Base
from app.schema.fields import Field, conditions_of, fields_of
from app.schema.kinds import Kind
from app.security.actor import actor
from app.security.field_rights import Sight, sight
from app.services import regions

FEW = 50
"""A picker of more rows than this is searched instead of listed."""
MOST_FOUND = 20
LONGEST = 60
TEXTS = frozenset({Kind.text, Kind.person_name})
FOREIGN: Mapping[str, tuple[str, ...]] = {"ab_user": ("username", "first_name", "last_name")}
"""By what records of the framework's own tables are found; they have no declaration."""


def target_of(field: Field) -> Any:
    """Return the class to which a link leads."""
    table = str(field.target).split(".", maxsplit=1)[0]
    return next(
        mapper.class_ for mapper in Base.registry.mappers if mapper.local_table.name == table
    )


def too_short(words: str) -> bool:
    """Return whether so few letters would find everything; one character of a name is enough."""
    return not words or (len(words) == 1 and words.isascii() and not words.isdigit())


def find(session: Session, target: type[Any], words: str) -> list[tuple[int, str]]:
    """Return number and name of the records, in the reader's scope, that the words find."""
    words = normalise_name(words)[:LONGEST]
    if too_short(words) or "\x00" in words:
        return []
    key = whole_number(words)
    found = [column.icontains(words, autoescape=True) for column in _columns(target)]
    found += [target.id == key] if key is not None else []
    if not found:
        return []
    rows = session.scalars(
        sa.select(target).where(sa.or_(*found)).order_by(target.id).limit(MOST_FOUND)
    )
    return [(row.id, named(row)) for row in rows.unique()]


def _columns(target: Any) -> list[Any]:
    """Return the columns of plain text by which the reader may search the target."""
    if target.__tablename__ in FOREIGN:
        return [getattr(target, name) for name in FOREIGN[target.__tablename__]]
    fields: Mapping[str, Field] = fields_of(target)
    who = actor()
    return [
        getattr(target, name)
        for name in conditions_of(target)
        if name in fields
        and fields[name].kind in TEXTS
        and not fields[name].coded
        and sight(target, name, who) is Sight.plain
    ]


def _key(text: Any) -> int | None:
    """Return the key that was chosen, None for the blank choice; ValueError for what is no key."""
    if text in (None, ""):
        return None
    number = whole_number(str(text))
    if number is None:
        raise ValueError
    return number


class PickerField(SelectField):
    """A link to another record: a list of few, or a search among many.

    Without a script the words go with the form's own button "Search", and come back with what
    they found; the number of a record finds it too.
    """

    def __init__(self, label: Any, declared: Field, **more: Any) -> None:
        """Keep where the link leads; rows are offered when somebody asks for the page."""
        self.target = target_of(declared)
        self.remote = False
        self.words = ""
        self.found: int | None = None
        super().__init__(label, coerce=_key, render_kw=INPUT, choices=[], **more)

    def offer(self, session: Session, sent: Mapping[str, str] | None, *, searching: bool) -> None:
        """Fill the list with the rows in scope, or with the chosen one and those found."""
        query = sa.select(self.target).order_by(self.target.id).limit(FEW + 1)
        rows = session.scalars(query).unique().all()
        self.remote = len(rows) > FEW
        pairs = [(row.id, named(row)) for row in rows]
        if self.remote:
            self.words = (sent or {}).get(f"{self.name}-words", "").strip()[:LONGEST]
            pairs = self._chosen(session)
            if searching:
                more = find(session, self.target, self.words)
                self.found = len(more)
                pairs += [pair for pair in more if pair not in pairs]
        log_read(session, self.target, [key for key, _ in pairs], page="form")
        blank = [SelectChoice("", gettext("Please choose"))]
        self.choices = blank + [SelectChoice(key, words) for key, words in pairs]

    def _chosen(self, session: Session) -> list[tuple[int, str]]:
        row = session.get(self.target, self.data) if self.data is not None else None
        return [(row.id, named(row))] if row is not None else []

    def pre_validate(self, form: Any) -> None:
        """Refuse what is none of the offered rows, in words of the office."""
        if self.data is None:
            return
        try:
            super().pre_validate(form)
        except ValidationError:
            raise ValidationError(gettext("There is no such record.")) from None


class RegionField(StringField):
    """A street and community, chosen from above: district, street, community.

    Without a script a button asks for the next list.
    """

    levels: tuple[list[tuple[str, str]], ...] = ((), (), ())  # type: ignore[assignment]
    chosen: tuple[str, str, str] = ("", "", "")

    def offer(self, session: Session, sent: Mapping[str, str] | None) -> None:
        """Fill the three lists for what is chosen so far."""
        code = str(self.data or "")
        county, street = regions.above(session, code)
        if sent is not None:
            county = sent.get(f"{self.name}-county", county)
            street = sent.get(f"{self.name}-street", street)
        if not regions.is_below(session, street, county):
            street = ""
        self.levels = (
            regions.counties(session),
            regions.below(session, county) if county else [],
            regions.below(session, street) if street else [],
        )
        self.chosen = (county, street, code)

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' signature
        """Refuse what is no community of the chosen street."""
        if self.data and self.data not in {code for code, _ in self.levels[2]}:
            raise ValidationError(gettext("Choose a community of this street."))
