"""How do the administrative divisions come into the database?"""

from __future__ import annotations

from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.policy.regions import newest
from models.enums import RegionLevel
from models.region import Region


def load_regions(session: Session) -> None:
    """Load the divisions, unless some are there already."""
    if session.scalar(sa.select(Region.id).limit(1)) is not None:
        return
    session.add_all(Region(**asdict(one)) for one in newest())
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
