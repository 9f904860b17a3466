"""Is what cannot be kept refused by its field with a sentence, and never with an error?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.forms.kinds import field_for
from app.forms.validators import whole_number
from app.schema.fields import Field
from app.schema.kinds import Kind


@pytest.fixture(autouse=True)
def _page(doors):
    with doors["staff"].test_request_context(), force_locale("zh_Hans_CN"):
        yield


def typed(kind: Kind, text: str, **more):
    form = type(
        "One", (Form,), {"one": field_for(Field(kind=kind, label="Year", **more), required=True)}
    )
    made = form(MultiDict({"one": text}))
    made.validate()
    return made["one"]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.integer, "x"), (Kind.integer, "9" * 30), (Kind.integer, "9" * 5000),
        (Kind.decimal, "NaN"), (Kind.decimal, "sNaN"), (Kind.decimal, "Infinity"),
        (Kind.decimal, "1E999999"), (Kind.day, "2027-02-30"), (Kind.day, "昨天"),
        (Kind.moment, "0001-01-01T00:00"), (Kind.moment, "2027-13-01T00:00"),
        (Kind.document, "{"), (Kind.document, "[" * 100_000), (Kind.document, "[NaN]"),
        (Kind.document, '["\\u0000"]'), (Kind.document, '["\\ud800"]'),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused(kind, text):
    assert typed(kind, text).errors


@pytest.mark.parametrize(
    ("kind", "text"),
    [(Kind.integer, "12"), (Kind.decimal, "12.50"), (Kind.day, "2027-02-28"),
     (Kind.document, '{"cases": ["户口簿"]}')],
)  # fmt: skip
def test_what_can_be_kept_is_taken(kind, text):
    assert not typed(kind, text).errors


@pytest.mark.parametrize("text", ["2027-04-20T12:00", "2027-04-20T12:00:00"])
def test_a_moment_is_typed_as_clocks_in_xiamen_show_it(text):
    assert typed(Kind.moment, text).moment() == datetime(2027, 4, 20, 4, tzinfo=UTC)


@pytest.mark.parametrize("text", [None, "", "x", "-1", "1.5", "²", "\u0661", "9" * 10, "9" * 5000])
def test_a_bent_number_of_a_page_is_none(text):
    assert whole_number(text) is None


def test_a_number_of_a_page_is_read():
    assert whole_number("012") == 12
