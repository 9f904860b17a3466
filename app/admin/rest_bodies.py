"""What did a program send, and does it have the form that its schema says?"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import request
from flask_babel import gettext
from jsonschema import Draft202012Validator, FormatChecker
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from app.admin.rest_schema import DATE_TIME, Schema
from app.schema.words import N_

LARGEST_BODY = 1024 * 1024
JSON_TYPES = frozenset({"application/json", "application/merge-patch+json"})
FORMATS = FormatChecker(formats=())
TWICE = N_("This stands there twice.")
WRONG: dict[str, str] = {
    "enum": N_("Choose one of the answers."),
    "additionalProperties": N_("There is no such field, or you may not change it."),
    "required": N_("This must be given."),
    "minLength": N_("This must be given."),
    "minProperties": N_("Send at least one field."),
    "maxLength": N_("This is too long."),
    "minimum": N_("This number is too small."),
    "maximum": N_("This number is too large."),
    "uniqueItems": TWICE,
}
"""What is said of a value by the rule that it breaks; of every other, that its form is wrong."""
FORM = N_("This does not have the form that the field takes.")
KEPT = N_("This holds a character that cannot be kept.")


@FORMATS.checks("date")
def _is_day(value: Any) -> bool:
    try:
        return not isinstance(value, str) or date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


@FORMATS.checks("date-time")
def _is_moment(value: Any) -> bool:
    if not isinstance(value, str):
        return True
    try:
        return bool(re.search(DATE_TIME, value, re.ASCII)) and bool(moment(value))
    except ValueError:
        return False


def moment(text: str) -> datetime:
    """Return the moment that a text of RFC 3339 names."""
    return datetime.fromisoformat(text.upper())


def body(longest: int = LARGEST_BODY) -> Any:
    """Return the JSON that was sent; an error of HTTP for what is none, or too much of it."""
    if request.mimetype not in JSON_TYPES:
        raise UnsupportedMediaType
    request.max_content_length = longest
    sent = request.get_data()
    if len(sent) > longest:
        raise RequestEntityTooLarge
    try:
        return json.loads(sent.decode("utf-8-sig"), parse_constant=_refuse, parse_float=_number)
    except (ValueError, RecursionError):
        raise BadRequest from None


def _refuse(word: str) -> Any:
    raise ValueError(word)


def _number(text: str) -> float:
    """Return the number; one that no machine holds is none."""
    found = float(text)
    if found in {float("inf"), float("-inf")}:
        raise ValueError(text)
    return found


def faults(schema: Schema, value: Any) -> dict[str, list[str]]:
    """Return by field what is wrong with a value; "" names the whole."""
    found: dict[str, list[str]] = {}
    if _holds_what_nobody_keeps(value):
        found[""] = [gettext(KEPT)]
    for error in Draft202012Validator(schema, format_checker=FORMATS).iter_errors(value):
        for name in _named(error, schema):
            sentence = gettext(WRONG.get(str(error.validator), FORM))
            if sentence not in found.setdefault(name, []):
                found[name].append(sentence)
    return found


def _named(error: Any, schema: Schema) -> list[str]:
    if error.path:
        return [str(error.path[0])]
    if error.validator == "additionalProperties":
        return sorted(name for name in error.instance if name not in schema["properties"])
    if error.validator == "required":
        return [name for name in error.validator_value if name not in error.instance]
    return [""]


def _holds_what_nobody_keeps(value: Any) -> bool:
    """Return whether a text holds half a character, or the zero that PostgreSQL keeps in none."""
    try:
        return rb"\u0000" in json.dumps(value, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        return True


def argument_faults(known: Mapping[str, Schema], args: Any) -> dict[str, list[str]]:
    """Return by name what is wrong with the arguments of an address that are known."""
    found: dict[str, list[str]] = {}
    for name, schema in known.items():
        sent = args.getlist(name)
        if len(sent) > 1:
            found[name] = [gettext(TWICE)]
        elif sent and (wrong := faults(schema, _value(schema, sent[0]))):
            found[name] = next(iter(wrong.values()))
    return found


def _value(schema: Schema, text: str) -> Any:
    is_number = schema["type"] == "integer" and text.isascii() and text.isdigit()
    return int(text) if is_number and len(text) < 10 else text  # noqa: PLR2004 - fits an integer
