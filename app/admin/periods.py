"""Over which days does a dashboard look?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from app.policy.deadlines import SHANGHAI, end_of_day_exclusive, local_day
from app.schema.words import N_
from models.admission_round import AdmissionRound

LABELS = {
    "today": N_("Today"),
    "week": N_("7 days"),
    "month": N_("30 days"),
    "round": N_("This round"),
}
DAYS = {"today": 1, "week": 7, "month": 30}
FEWEST, MOST = 7, 92
"""How many days a row of daily figures shows at least and at most, whatever the period."""


@dataclass(frozen=True)
class Period:
    """Whole days in Xiamen, the last one today."""

    name: str
    first: date
    last: date

    @property
    def start(self) -> datetime:
        """Return the moment at which the first day begins."""
        return datetime.combine(self.first, time(), SHANGHAI)

    @property
    def end(self) -> datetime:
        """Return the moment that is too late for the last day."""
        return end_of_day_exclusive(self.last)

    @property
    def shown(self) -> Period:
        """Return the period over which days are drawn: long enough to compare, short to read."""
        count = min(max((self.last - self.first).days + 1, FEWEST), MOST)
        return Period(self.name, self.last - timedelta(days=count - 1), self.last)

    @property
    def days(self) -> tuple[date, ...]:
        """Return every day, in order."""
        count = (self.last - self.first).days + 1
        return tuple(self.first + timedelta(days=number) for number in range(count))


def period_named(session: Session, name: str, now: datetime) -> Period:
    """Return the period that the address names; NotFound for one that does not exist."""
    if name not in LABELS:
        raise NotFound
    today = local_day(now)
    if name in DAYS:
        return Period(name, today - timedelta(days=DAYS[name] - 1), today)
    opened = sa.select(sa.func.max(AdmissionRound.opens_at)).where(AdmissionRound.opens_at <= now)
    first = session.scalar(opened)
    return Period(name, local_day(first) if first else today, today)
