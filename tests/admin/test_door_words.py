"""Has each door the same name in the log of reading and in the history?"""

from __future__ import annotations

import pytest
from flask_babel import force_locale, gettext

from app.admin.codes import codes_like, word
from app.admin.export_cells import words_for
from app.schema.fields import fields_of
from models import ApplicationEvent, AuditEntry
from models.office_enums import Door

FIELD = fields_of(AuditEntry)["door"]


@pytest.mark.parametrize(
    ("code", "door"), [("family", Door.parents), ("staff", Door.staff), ("system", None)]
)
def test_the_log_calls_a_door_as_the_history_does(doors, code, door):
    with doors["staff"].test_request_context(), force_locale("zh_Hans_CN"):
        expected = gettext(door.label) if door else word(code)

        assert words_for(FIELD)(code) == expected
        assert code in codes_like(expected, FIELD.words)


def test_who_acted_is_still_called_by_the_party(doors):
    party = fields_of(ApplicationEvent)["party"]
    with doors["staff"].test_request_context(), force_locale("zh_Hans_CN"):
        assert words_for(party)("staff") == "办公室"
        assert "staff" not in codes_like("办公室", FIELD.words)
