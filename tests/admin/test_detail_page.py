"""Does one record show its groups, what belongs to it, and its neighbours in the list?"""

from __future__ import annotations

import re

import pytest

from app.schema.entity import Role
from tests.admin.pages import words


def links(text: str, rel: str) -> list[str]:
    found = re.findall(rf'<a [^>]*rel="{rel}"[^>]*>', text)
    return [re.search(r'href="([^"]*)"', one).group(1).replace("&amp;", "&") for one in found]


@pytest.fixture
def student(office):
    return office["TA"].students[0]


@pytest.fixture
def address(office):
    return f"/applications/show/{office['TA'].id}"


def test_fields_stand_under_the_headings_of_the_schema(reviewer, student):
    read = words(reviewer.get(f"/students/show/{student.id}").text)

    assert read.index("详细地址") < read.index("残疾情况") < read.index("流水号")


def test_a_field_that_no_group_names_stands_in_the_last(reviewer, address):
    read = words(reviewer.get(address).text)

    assert read.index("其他信息") < read.index("年份")


def test_related_rows_are_read_only_where_their_tab_is_open(reviewer, office, address):
    number = office["TA"].guardians[-1].id_number
    masked, text = f"{number[:6]}{'*' * 8}{number[-4:]}", reviewer.get(address).text

    assert "tab=guardians" in text
    assert masked not in text
    assert masked in reviewer.get(f"{address}?tab=guardians").text


def test_protected_values_of_related_rows_are_masked(reviewer, office, address):
    number = office["TA"].students[0].id_number
    text = reviewer.get(f"{address}?tab=students").text

    assert number not in text
    assert number[:6] + "*" * 8 + number[-4:] in text


@pytest.mark.parametrize("tab", ["draft", "account", "filings", "nothing", "readers"])
def test_a_tab_that_is_none_of_the_readers_is_not_found(reviewer, address, tab):
    assert reviewer.get(f"{address}?tab={tab}").status_code == 404


def test_a_tab_holds_only_what_the_role_may_list(log_in, address):
    reader = log_in(Role.read_only)

    assert "tab=guardians" not in reader.get(address).text
    assert reader.get(f"{address}?tab=guardians").status_code == 404


@pytest.mark.parametrize("nonsense", ["after=x", "before=%00", "after=W10", "after=1&before=2"])
def test_nonsense_in_the_place_of_a_page_is_refused(reviewer, address, nonsense):
    answer = reviewer.get(f"{address}?tab=students&{nonsense}")

    assert answer.status_code in {400, 404}


def test_related_rows_are_paged_from_key_to_key(supervisor, office, monkeypatch, address):
    monkeypatch.setattr("app.admin.related_rows.SIZE", 2)
    seen, path = [], f"{address}?tab=review_items"
    while path:
        text = supervisor.get(path).text
        seen += re.findall(r"review-items/show/(\d+)", text)
        path = next((one.removeprefix("/staff") for one in links(text, "next")), None)

    assert len(seen) == len(set(seen)) == len(office["TA"].review_items) > 2


def test_a_record_leads_to_its_neighbours_in_the_list(supervisor, office):
    listed = supervisor.get("/students/list/?order=id&down=1").text
    first = re.search(r'href="/staff(/students/show/\d+\?from=[^"]*)"', listed).group(1)
    keys = list(dict.fromkeys(re.findall(r"students/show/(\d+)", listed)))
    text = supervisor.get(first.replace("&amp;", "&")).text

    assert not links(text, "prev")
    (second,) = links(text, "next")
    assert f"/students/show/{keys[1]}" in second
    back = supervisor.get(second.removeprefix("/staff")).text
    assert f"/students/show/{keys[0]}" in links(back, "prev")[0]


def test_neighbours_are_those_of_the_filtered_list(supervisor, office):
    student = office["TA"].students[0]
    text = supervisor.get(f"/students/show/{student.id}?from=name%3D{student.name}").text

    assert not links(text, "next")
    assert "/students/list/?name=" in text


def test_no_neighbour_lies_out_of_scope(reviewer, office):
    """The other district's record is as little a neighbour as it is in the list."""
    text = reviewer.get(f"/applications/show/{office['TA'].id}?from=all").text

    assert not links(text, "next") + links(text, "prev")


@pytest.mark.parametrize(
    "address",
    ["nonsense", "hidden%3D1", "order%3Dsha", "name", "order%3Dpicture_key", "%26%26", "x" * 150],
)
def test_a_list_that_there_is_not_is_refused(reviewer, student, address):
    answer = reviewer.get(f"/students/show/{student.id}?from={address}")

    assert answer.status_code in {400, 404}


def test_the_way_back_keeps_the_list(reviewer, student):
    text = reviewer.get(f"/students/show/{student.id}?from=order%3Dname%26down%3D0").text

    assert "/students/list/?order=name&amp;down=0" in text
