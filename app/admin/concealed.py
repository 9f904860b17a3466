"""How does a protected number stand in an address? As its fingerprint, never as itself.

Addresses stay in logs and in browsers. Forms of a list are posted; the address to which they
lead holds ``id_number=~<fingerprint>``, or in the search box ``q=~id_number.<fingerprint>``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask_babel import gettext
from werkzeug.exceptions import NotFound

from app.admin.columns import label
from app.admin.conditions import FINGERPRINT, LONGEST_CONDITION, MARK, sought
from app.admin.filters import LONGEST_VALUE, Group, read, written
from app.admin.listing import QUICK, WHERE
from app.admin.quick_search import SHUT, TOKENS, numbered, shut
from app.policy.identity_numbers import normalise_id_number, normalise_mobile
from app.policy.search_keys import FEWEST_DIGITS, ID_NUMBER, MOBILE, NUMBERLIKE
from app.policy.serial_numbers import serial_is_valid
from app.schema.base import Base
from app.schema.kinds import Kind
from app.security.actor import actor
from app.security.field_rights import may_ask
from app.security.sealed import Sealed, indexed

WITHIN = re.compile(r"(?<![0-9])(?:[0-9]{17}[0-9X]|1[0-9]{10})(?![0-9])")
"""A number that somebody typed beside other words."""
SERIAL = re.compile(r"[A-Z]{2}20[0-9]{2,9}")
"""How the numbers of registrations begin, and those of some passports; the first are no secret."""


def concealed(model: type[Base], args: Mapping[str, str]) -> dict[str, str]:
    """Return the arguments of a list with fingerprints in place of protected numbers."""
    return {name: _concealed(model, name, text) for name, text in args.items()}


def concealed_filter(model: type[Base], group: Group) -> Group:
    """Return the builder's filter with fingerprints in place of protected numbers."""
    terms = []
    for one in group.terms:
        attribute = vars(model).get(one.name)
        is_number = isinstance(attribute, Sealed) and one.values and one.complete
        typed = _marked(attribute, one.typed) if is_number else one.typed
        terms.append(replace(one, typed=typed))
    groups = tuple(concealed_filter(model, one) for one in group.groups)
    return Group(group.mode, tuple(terms), groups)


def looked_for(model: type[Base], name: str, text: str) -> str:
    """Return what a page says in place of a number that only its fingerprint names; else ""."""
    if name == QUICK and TOKENS.fullmatch(text):
        group = text[1:].partition(".")[0]
        words = [str(label(of, one)) for of, one in numbered(model) if _group(of, one) == group]
        return gettext(
            "Looked for by %(what)s", what=words[0] if words else gettext("Protected number")
        )
    if name == QUICK and SHUT.fullmatch(text):
        return gettext("Looked for by the beginning of a number")
    if name != QUICK and FINGERPRINT.fullmatch(text):
        return gettext("Looked for by %(what)s", what=label(model, name))
    return ""


def _concealed(model: type[Base], name: str, text: str) -> str:
    attribute = vars(model).get(name)
    if isinstance(attribute, Sealed) and text.strip():
        if attribute.group is None or not may_ask(model, name, actor()):
            raise NotFound
        return _marked(attribute, text)
    if name == WHERE:
        group = read(model, text)
        hidden = concealed_filter(model, group)
        return text if hidden == group else written(hidden)
    return _typed(model, text) if name == QUICK else text


def _marked(attribute: Any, text: str) -> str:
    if len(text) > min(LONGEST_CONDITION, LONGEST_VALUE) or "\x00" in text:
        return text
    return MARK + sought(attribute.group, text.strip())


def _typed(model: type[Base], text: str) -> str:
    """Return the fingerprints of a number in the search box, one for each group it may be of."""
    if len(text) > LONGEST_CONDITION or TOKENS.fullmatch(text.strip()) or SHUT.fullmatch(text):
        return text
    phone, number = normalise_mobile(text), normalise_id_number(text)
    within = WITHIN.search(number)
    if within and not ID_NUMBER.fullmatch(number):
        phone = number = within[0]
    fields = list(numbered(model))
    if MOBILE.fullmatch(phone):
        groups = {_group(of, one) for of, one in fields if _is_phone(of, one)} or {"phone"}
        return _tokens(groups, phone)
    groups = {_group(of, one) for of, one in fields if not _is_phone(of, one)}
    if ID_NUMBER.fullmatch(number):
        return _tokens(groups or {"id_number"}, number)
    digits = sum(sign.isdigit() for sign in number)
    if not NUMBERLIKE.fullmatch(number) or digits < FEWEST_DIGITS or serial_is_valid(number):
        return text
    if not groups:
        return text
    # Of a registration's number the beginning is found too, which no fingerprint can do.
    return shut(text.strip()) if SERIAL.fullmatch(number) else _tokens(groups, number)


def _tokens(groups: set[str], number: str) -> str:
    return "".join(f"{MARK}{one}.{indexed(one, number)}" for one in sorted(groups))


def _group(model: type[Base], name: str) -> str:
    return str(vars(model)[name].group)


def _is_phone(model: type[Base], name: str) -> bool:
    return bool(vars(model)[name].field.kind is Kind.phone)
