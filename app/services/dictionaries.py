"""Which words stand for the codes of a dictionary, and which may be chosen on a given day?"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
import yaml
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.exceptions import JifenError
from app.schema.words import N_
from app.security.system_view import system_view
from models.dictionary_entry import DictionaryEntry
from models.enums import Dictionary, DisabilityType, IdType, Relation

KEPT_SECONDS = 5
"""For how long another process may still offer what was changed here."""
TOUCHED = "dictionary_touched"
ASKED_BY_RULES: Mapping[Dictionary, frozenset[str]] = {
    Dictionary.relation: frozenset(Relation),
    Dictionary.id_type: frozenset(IdType),
    Dictionary.disability_type: frozenset(DisabilityType),
    Dictionary.yes_no: frozenset({"yes", "no"}),
}
"""Codes that a rule of the program names; without them the rule speaks of nothing."""


class CodeIsFixed(JifenError):
    """Filed rows keep the code; under another one nobody would find its words."""

    msgid = N_("The code of a dictionary entry never changes. Add another entry instead.")


@dataclass(frozen=True)
class Entry:
    """One entry as pages read it."""

    code: str
    labels: Mapping[str, str]
    valid_from: date | None
    valid_to: date | None
    active: bool

    def label(self, language: str) -> str:
        """Return the words in ``language``; in simplified Chinese where there are none."""
        return self.labels.get(language) or self.labels["zh_Hans"]

    def is_valid(self, on: date) -> bool:
        """Return whether it may be chosen on that day."""
        begun = self.valid_from is None or self.valid_from <= on
        return self.active and begun and (self.valid_to is None or on <= self.valid_to)


Known = Mapping[str, Mapping[str, Entry]]
_kept: WeakKeyDictionary[Any, tuple[float, Known]] = WeakKeyDictionary()
"""The dictionaries of each database, and when they were read."""


def entries(session: Session, dictionary: str) -> Mapping[str, Entry]:
    """Return all entries of a dictionary by their codes, in their order, ended ones too."""
    return _known(session).get(dictionary, {})


def offered(session: Session, dictionary: str, on: date, also: Iterable[str] = ()) -> list[Entry]:
    """Return what may be chosen on that day, and the codes in ``also`` that were chosen before."""
    keep = set(also)
    known = entries(session, dictionary).values()
    return [one for one in known if one.is_valid(on) or one.code in keep]


def label(session: Session, dictionary: str, code: str, language: str) -> str:
    """Return the words of a code, ended or not; the code itself where nobody knows it."""
    found = entries(session, dictionary).get(code)
    return found.label(language) if found else code


def missing(session: Session) -> list[str]:
    """Return each code that a rule names and no dictionary has, as a finding with its hint."""
    return [
        f"jifen.E061 {name}: a rule names {code}, the dictionary has no such entry. Add it."
        for name, codes in ASKED_BY_RULES.items()
        for code in sorted(codes - set(entries(session, name)))
    ]


def load(session: Session) -> None:
    """Add the entries with which every installation starts, where they are missing."""
    rows = session.execute(sa.select(DictionaryEntry.dictionary, DictionaryEntry.code))
    there = {(row.dictionary.value, row.code) for row in rows}
    for row in first_entries():
        if (row["dictionary"], row["code"]) not in there:
            session.add(DictionaryEntry(**{**row, "dictionary": Dictionary[row["dictionary"]]}))
    session.flush()


def first_entries() -> list[dict[str, Any]]:
    """Return the rows of the entries with which every installation starts."""
    told = yaml.safe_load((files("app.data") / "dictionaries.yaml").read_text("utf-8"))
    return [
        {
            "dictionary": name, "code": code, "position": 10 * place, "active": True,
            "label_zh_hans": words[0], "label_zh_hant": words[1], "label_en": words[2],
        }
        for name, listed in told.items()
        for place, (code, words) in enumerate(listed.items(), 1)
    ]  # fmt: skip


def first_words(dictionary: str, code: str) -> str:
    """Return the words with which a code comes; demo families speak in them."""
    rows = {(row["dictionary"], row["code"]): row for row in first_entries()}
    return str(rows[dictionary, code]["label_zh_hans"])


def _known(session: Session) -> Known:
    bind = session.get_bind()
    read_at, known = _kept.get(bind, (0.0, {}))
    now = time.monotonic()
    if session.info.get(TOUCHED) or not read_at or now - read_at > KEPT_SECONDS:
        known = _read(session)
        if not session.info.get(TOUCHED):
            _kept[bind] = (now, known)
    return known


def _read(session: Session) -> Known:
    found: dict[str, dict[str, Entry]] = {}
    order = (DictionaryEntry.position, DictionaryEntry.id)
    with system_view(session) as own:
        for row in own.scalars(sa.select(DictionaryEntry).order_by(*order)):
            labels = {
                "zh_Hans": row.label_zh_hans,
                "zh_Hant": row.label_zh_hant or "",
                "en": row.label_en or "",
            }
            one = Entry(row.code, labels, row.valid_from, row.valid_to, row.active)
            found.setdefault(row.dictionary.value, {})[row.code] = one
    return found


@event.listens_for(DictionaryEntry, "before_update")
def _keep_code(_mapper: Any, _connection: Any, row: DictionaryEntry) -> None:
    for name in ("code", "dictionary"):
        if sa.inspect(row).attrs[name].history.has_changes():
            raise CodeIsFixed


@event.listens_for(Session, "after_flush")
def _note(session: Session, _context: Any) -> None:
    if any(isinstance(one, DictionaryEntry) for one in (*session.new, *session.dirty)):
        session.info[TOUCHED] = True


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    if session.info.pop(TOUCHED, None):
        _kept.clear()
