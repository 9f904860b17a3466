"""Does a document without a declared shape keep its sort, and say what is wrong with a text?"""

from __future__ import annotations

import pytest
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.forms.kinds import field_for
from app.schema.fields import Field
from app.schema.kinds import Kind

DECLARED = Field(kind=Kind.document, label="Settings", shape=lambda value: value != {"no": 1})


@pytest.fixture(autouse=True)
def _request(doors):
    with doors["staff"].test_request_context(), force_locale("zh_Hans_CN"):
        yield


def form(text: str, now=None):
    made = type("Toy", (Form,), {"settings": field_for(DECLARED, required=True)})
    return made(MultiDict({"settings": text}), settings=now)


@pytest.mark.parametrize(
    "text", ["{", "NaN", "[" * 5000, '"\\u0000"', "[1]", '{"no": 1}', "", "空\x00字"]
)
def test_what_is_no_such_document_is_refused(text):
    asked = form(text, now={"a": 1})

    assert not asked.validate()
    assert asked.errors["settings"]


def test_a_document_is_read():
    asked = form('{"a": [1, "二"]}', now={"a": 1})

    assert asked.validate()
    assert asked.settings.data == {"a": [1, "二"]}
