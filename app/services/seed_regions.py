"""How do the administrative divisions come into the database?"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.enums import RegionLevel
from models.region import Region


def rows() -> Iterator[dict[str, Any]]:
    """Yield the divisions that come with the portal."""
    with (files("app.data") / "regions.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield {
                "code": row["code"],
                "parent_code": row["parent_code"] or None,
                "name": row["name"],
                "level": RegionLevel[row["level"]],
                "valid_from": _day(row.get("valid_from")),
                "valid_to": _day(row.get("valid_to")),
            }


def load_regions(session: Session) -> None:
    """Load the divisions, unless some are there already."""
    if session.scalar(sa.select(Region.id).limit(1)) is not None:
        return
    session.add_all(Region(**row) for row in rows())
    session.flush()


def community_of(session: Session, district_code: str) -> str:
    """Return the code of some community of the district."""
    found = session.scalar(
        sa.select(Region.code)
        .where(Region.level == RegionLevel.community, Region.code.startswith(district_code))
        .order_by(Region.code)
        .limit(1)
    )
    return found or district_code


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
