"""Are the places of a district those that are valid, in order, and named in full?"""

from __future__ import annotations

from datetime import date

import pytest

from app.services import regions
from models.enums import RegionLevel
from models.region import Region

STREET, COMMUNITY, COUNTY = RegionLevel.street, RegionLevel.community, RegionLevel.county
ROWS = [
    ("350212", None, "同安区", COUNTY, None),
    ("350212102000", "350212", "洪塘镇", STREET, None),
    ("350212001000", "350212", "大同街道", STREET, None),
    ("350212001002", "350212001000", "南门社区", COMMUNITY, None),
    ("350212001001", "350212001000", "东山社区", COMMUNITY, None),
    ("350212001009", "350212001000", "旧社区", COMMUNITY, date(2020, 1, 1)),
    ("350212002000", "350212", "旧街道", STREET, date(2020, 1, 1)),
    ("350212002001", "350212002000", "孤社区", COMMUNITY, None),
    ("350203001000", "350203", "厦港街道", STREET, None),
]


@pytest.fixture
def _regions(session, system):
    for code, parent, name, level, valid_to in ROWS:
        session.add(
            Region(code=code, parent_code=parent, name=name, level=level, valid_to=valid_to)
        )
    session.commit()


@pytest.mark.usefixtures("_regions")
def test_a_districts_valid_streets_come_in_order_each_with_its_communities(session):
    assert regions.places(session, "350212") == [
        ("大同街道", [("350212001001", "东山社区"), ("350212001002", "南门社区")]),
        ("洪塘镇", []),
    ]


@pytest.mark.usefixtures("_regions")
def test_a_district_that_nobody_knows_has_no_places(session):
    assert regions.places(session, "999999") == []


@pytest.mark.usefixtures("_regions")
@pytest.mark.parametrize("code", ["%", "_50212", "35021_"])
def test_a_code_is_no_pattern(session, code):
    assert regions.places(session, code) == []


@pytest.mark.usefixtures("_regions")
@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("350212001001", "大同街道东山社区"),
        ("350212001009", "大同街道旧社区"),
        ("350212001000", "同安区大同街道"),
        ("350203001000", "厦港街道"),
        ("999999999999", "999999999999"),
    ],
)
def test_a_place_is_named_with_what_it_is_part_of(session, code, name):
    assert regions.name_of(session, code) == name
