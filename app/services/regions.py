"""Which streets and communities may a family live in?"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.district import District
from models.enums import RegionLevel
from models.region import Region


def places(session: Session, district_code: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the district's streets, each with the codes and names of its communities."""
    rows = session.scalars(
        sa.select(Region)
        .where(
            Region.code.startswith(district_code, autoescape=True),
            Region.level.in_((RegionLevel.street, RegionLevel.community)),
            Region.valid_to.is_(None),
        )
        .order_by(Region.code)
    ).all()
    streets: dict[str, tuple[str, list[tuple[str, str]]]] = {
        row.code: (row.name, []) for row in rows if row.level is RegionLevel.street
    }
    for row in rows:
        if row.level is RegionLevel.community and row.parent_code and row.parent_code in streets:
            streets[row.parent_code][1].append((row.code, row.name))
    return list(streets.values())


def name_of(session: Session, code: str) -> str:
    """Return street and community of a code, or the code when nobody knows it."""
    row = session.scalar(sa.select(Region).where(Region.code == code))
    if row is None:
        return code
    above = session.scalar(sa.select(Region.name).where(Region.code == row.parent_code))
    return f"{above or ''}{row.name}"


def counties(session: Session) -> list[tuple[str, str]]:
    """Return code and name of the districts that take part."""
    rows = session.execute(sa.select(District.code, District.name).order_by(District.code))
    return [(code, name) for code, name in rows]


def below(session: Session, code: str) -> list[tuple[str, str]]:
    """Return code and name of the divisions right below one, of today's only."""
    rows = session.execute(
        sa.select(Region.code, Region.name)
        .where(Region.parent_code == code, Region.valid_to.is_(None))
        .order_by(Region.code)
    )
    return [(below, name) for below, name in rows]


def above(session: Session, code: str) -> tuple[str, str]:
    """Return the codes of the county and the street in which a community lies; empty for none."""
    if not code:
        return "", ""
    street = session.scalar(sa.select(Region.parent_code).where(Region.code == code)) or ""
    county = session.scalar(sa.select(Region.parent_code).where(Region.code == street)) or ""
    return county, street


def is_below(session: Session, code: str, upper: str) -> bool:
    """Return whether one division lies right below the other."""
    wanted = sa.select(Region.id).where(Region.code == code, Region.parent_code == upper)
    return bool(code) and session.scalar(wanted) is not None
