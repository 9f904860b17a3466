"""Does an import of regions do all that its file says, or nothing, and say which line is wrong?"""

from __future__ import annotations

import io
import re

import pytest
from sqlalchemy import select

from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from models import AuditEntry
from models.region import Region
from tests.admin.conftest import INSIDE
from tests.admin.test_export import taken

HEAD = "code,name,valid_from,valid_to\n"
WIDE = "".join(chr(ord(one) + 0xFEE0) for one in "350212")
"""Digits as a Chinese keyboard writes them."""


@pytest.fixture
def supervisor(log_in):
    return log_in(Role.supervisor, None)


def send(desk, table: str | bytes, act: str = "import"):
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', desk.get("/regions/import").text)
    data = table if isinstance(table, bytes) else table.encode()
    return desk.client.post(
        "/regions/import",
        base_url=INSIDE,
        data={"csrf_token": token.group(1), "act": act, "table": (io.BytesIO(data), "表.csv")},
    )


def region(session, code: str) -> Region | None:
    with acting_as(SYSTEM):
        session.expire_all()
        return session.scalar(select(Region).where(Region.code == code))


def test_a_new_community_and_a_new_name_are_taken_in(supervisor, session):
    answer = send(supervisor, HEAD + "350212001999,新社区,2026-09-01,\n350212001,大同新街道,,\n")

    assert answer.status_code == 302
    assert region(session, "350212001999").parent_code == "350212001"
    assert region(session, "350212001").name == "大同新街道"
    with acting_as(SYSTEM):
        entry = session.scalars(select(AuditEntry).filter_by(action="import_table")).one()
    assert entry.details == {"new": 1, "changed": 1}


def test_checking_a_file_changes_nothing(supervisor, session):
    answer = send(supervisor, HEAD + "350212001999,新社区,,\n", act="check")

    assert "新增 1 条" in answer.text
    assert region(session, "350212001999") is None


def test_what_the_export_gives_can_be_imported_again(supervisor):
    exported = taken(supervisor, "/regions/export?parent_code=350212001").data

    answer = send(supervisor, exported, act="check")

    assert "新增 0 条，更改 0 条" in answer.text


def test_a_file_of_a_chinese_spreadsheet_is_read(supervisor, session):
    send(supervisor, (HEAD + "350212001999,新社区,,\n").encode("gb18030"))

    assert region(session, "350212001999").name == "新社区"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("35021,短码,,", "第 3 行：代码应为"),
        (f"{WIDE},全角,,", "第 3 行：代码应为"),
        ("350212001998,,,", "第 3 行：名称应为"),
        ("350212001998,社区,2026-02-30,", "第 3 行：日期应写作"),
        ("350212001999,又一社区,,", "与第 2 行重复"),
        ("990212001999,无上级,,", "上级 990212001 既不在系统中"),
        ("350212001998,<script>alert(1)</script>" + "长" * 60 + ",,", "第 3 行：名称应为"),
    ],
)
def test_one_wrong_line_is_named_and_stops_the_whole_file(supervisor, session, row, sentence):
    answer = send(supervisor, f"{HEAD}350212001999,新社区,,\n{row}\n")

    assert answer.status_code == 422
    assert sentence in answer.text
    assert region(session, "350212001999") is None


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "首行必须包含"),
        (b"a,b\n1,2\n", "首行必须包含"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "首行必须包含|不是 UTF-8|逗号分隔"),
        (b"\xff\xfe\x00\x00", "不是 UTF-8"),
        (b'code,name\n"35,unclosed', "逗号分隔"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(supervisor, data, sentence):
    answer = send(supervisor, data)

    assert answer.status_code == 422
    assert re.search(sentence, answer.text)


@pytest.mark.parametrize("role", [Role.reviewer, Role.auditor, Role.security_officer])
def test_only_a_supervisor_imports(log_in, role):
    assert log_in(role).get("/regions/import").status_code == 403
