"""Is every hostile file refused with a sentence, in bounded memory, and every good one read?"""

from __future__ import annotations

import io
import tempfile
import zipfile

import pytest
import xlsxwriter
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.security.actor import SYSTEM, acting_as
from app.services import import_runs
from app.services.table_reading import CELLS, REASONS, TableLimits, TableRefused, rows
from models import ImportChange, ImportRun
from models.office_enums import ImportState
from tests.factories import create


def read(data: bytes, limits: TableLimits | None = None):
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        return list(rows(file, limits))


def why(data: bytes, limits: TableLimits | None = None) -> str:
    with pytest.raises(TableRefused) as refused:
        read(data, limits)
    return next(name for name, msgid in REASONS.items() if msgid == refused.value.msgid)


def workbook(*lines, formula: bool = False) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for place, line in enumerate(lines):
            sheet.write_row(place, 0, line)
        if formula:
            sheet.write_formula(1, 1, "=1+1")
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_is_found(encoding):
    found = read("姓名,街道\n陈子轩,大同街道\n".encode(encoding))

    assert [row.cells for row in found] == [["姓名", "街道"], ["陈子轩", "大同街道"]]
    assert found[1].line == 2


@pytest.mark.parametrize("comma", [",", "\t", ";"])
def test_the_comma_is_found(comma):
    assert read(f"a{comma}b\n1{comma}2\n".encode())[1].cells == ["1", "2"]


def test_the_marks_of_an_export_are_taken_off():
    assert read(b"a,b\n\t350212198801011234,'=1\n")[1].cells == ["350212198801011234", "=1"]


def test_lines_that_explain_and_empty_lines_are_no_rows():
    assert len(read(b"a,b\n# must be filled\n,\n\n1,2\n")) == 2


def test_a_workbook_is_read_with_its_numbers_and_days():
    found = read(workbook(["号", "数"], ["350212198801011234", 5], ["007", 1.5]))

    assert [row.cells for row in found[1:]] == [["350212198801011234", "5"], ["007", "1.5"]]


def test_a_long_number_that_lost_digits_is_named_with_its_row():
    [_, row] = read(workbook(["号"], [350212198801011234]))

    assert (row.line, row.bad) == (2, {0: "ruined"})
    assert set(row.bad.values()) <= set(CELLS)


def test_a_formula_is_named_with_its_row():
    [_, row] = read(workbook(["a", "b"], [1, 2], formula=True))

    assert (row.line, row.bad) == (2, {1: "formula"})


def test_a_ragged_row_is_named():
    [_, longer, shorter] = read(b"a,b\n1,2,3\n1\n")

    assert longer.bad == {2: "ragged"}
    assert shorter.cells == ["1", ""]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", '<sheet name="a" r:id="rId1"/>')
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (400 << 20))
    return out.getvalue()


def lying() -> bytes:
    """A workbook whose archive declares less than it unpacks to."""
    data = bytearray(workbook(["a"], ["b" * 3000]))
    for place in _central(data):
        data[place + 24 : place + 28] = (10).to_bytes(4, "little")
    return bytes(data)


def _central(data: bytearray):
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        yield place
        place = data.find(b"PK\x01\x02", place + 4)


HOSTILE = {
    "nothing": (b"", "empty"),
    "blank lines": (b"\n\n,,\n", "empty"),
    "pictures": (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xff", "encoding"),
    "zeros": (b"a,b\x00\n", "encoding"),
    "an open quotation mark": (b'a,b\n"1,2\n', "csv"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + b"0" * 600, "old"),
    "half a workbook": (workbook(["a"], ["b"])[:900], "broken"),
    "another archive": (b"PK\x03\x04" + b"0" * 50, "broken"),
    "heads that are the same": (b"a,a\n1,2\n", "heads"),
    "a head without a name": (b"a,,b\n1,2,3\n", "heads"),
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_what_is_no_table_is_refused_with_a_sentence(name):
    data, reason = HOSTILE[name]

    assert why(data) == reason or REASONS[why(data)] == REASONS[reason]


def test_a_zip_bomb_is_not_unpacked():
    assert why(bomb()) == "bomb"


def test_an_archive_that_lies_about_its_sizes_is_refused():
    assert REASONS[why(lying())] in {REASONS["bomb"], REASONS["broken"]}


def test_too_many_rows_and_columns_are_refused():
    assert why(b"a\n" + b"1\n" * 20, TableLimits(rows=10)) == "rows"
    assert why(b"a,b,c\n1,2,3\n", TableLimits(columns=2)) == "columns"


def test_a_child_that_takes_too_long_is_stopped():
    data = b"a,b\n" + b"1,2\n" * 150_000

    assert why(data, TableLimits(wall_seconds=0)) == "limits"


def test_the_nightly_purge_forgets_what_can_no_longer_be_undone(session, clock):
    with acting_as(SYSTEM):
        old = clock.now - import_runs.UNDONE_WITHIN
        run = create(session, ImportRun, sent_at=old, imported_at=old, parts=0)
        create(session, ImportChange, run_id=run.id, user_id=run.user_id)

        import_runs.purge(session, clock.now)

        assert session.scalars(select(ImportChange)).all() == []


def test_a_button_pressed_twenty_times_at_once_begins_one_import(at_once, lasting):
    with acting_as(SYSTEM), Session(lasting) as own:
        checked = create(own, ImportRun, state=ImportState.checked)
        entity, number = checked.entity, checked.id
        own.commit()

    def begin(own) -> bool:
        run = import_runs.find(own, entity, number, lock=True)
        was, run.state = run.state, ImportState.importing
        own.commit()
        return was is ImportState.checked

    assert sum(at_once(20, begin)) == 1
