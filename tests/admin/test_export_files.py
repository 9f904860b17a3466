"""Does a spreadsheet open an export as it was meant: text as text, and nothing that runs?"""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from app.services.row_ranges import ranges
from app.services.table_files import BOM, csv_cell, csv_chunks, unmarked, write_workbook

WIDE = [chr(ord(one) + 0xFEE0) + "1" for one in "=+-@"]
HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u3000=1", *WIDE]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_begins_like_a_formula_gets_an_apostrophe(text):
    assert csv_cell(text) == f"'{text}"
    assert unmarked(csv_cell(text)) == text


@pytest.mark.parametrize("text", ["350212198801011234", "350212001001", "007", "12E5"])
def test_digits_that_a_spreadsheet_shortens_get_an_unseen_mark(text):
    assert csv_cell(text) == f"\t{text}"
    assert unmarked(csv_cell(text)) == text


@pytest.mark.parametrize("text", ["13800000001", "陈子轩", "2027-04-20", "3502X", "'a", ""])
def test_other_text_stays_as_it_is(text):
    assert csv_cell(text) == text
    assert unmarked(text) == text


@pytest.mark.parametrize("number", [-5, Decimal("-1.50")])
def test_a_number_stays_a_number(number):
    assert csv_cell(number) == number


def test_a_table_begins_with_the_mark_of_order_and_comes_in_pieces():
    pieces = list(csv_chunks([["甲"], *([str(one)] for one in range(1000))]))

    assert pieces[0].decode() == f"{BOM}甲\r\n"
    assert len(pieces) > 3
    assert b"".join(pieces).count(b"\r\n") == 1001


def test_a_workbook_holds_long_numbers_as_text_and_no_formula(tmp_path):
    path = tmp_path / "table.xlsx"

    write_workbook([["号码"], ["350212198801011234"], ["=1+1"], [7], ["http://a.example"]], path)

    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert rows == [["号码"], ["350212198801011234"], ["=1+1"], [7.0], ["http://a.example"]]
    sheet = zipfile.ZipFile(io.BytesIO(path.read_bytes())).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet


def test_neighbouring_rows_are_written_down_as_one():
    assert ranges([4, 1, 2, 3, 9]) == "1-4,9"
    assert ranges([]) == ""
