"""Which dates has a round of a year, when the office has not set others?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.policy.age import GRADE_ONE, grade_one_window
from app.policy.deadlines import SHANGHAI, end_of_day_exclusive


@dataclass(frozen=True)
class Dates:
    """The dates of one round; ``…closes`` are exclusive instants."""

    opens_at: datetime
    closes_at: datetime
    modification_closes_at: datetime
    withdrawal_closes_at: datetime
    recheck_opens_at: datetime
    recheck_closes_at: datetime
    born_from: date
    born_to: date
    residence_from: date
    residence_to: date


def start_of_day(day: date) -> datetime:
    """Return the instant at which ``day`` begins in Xiamen."""
    return end_of_day_exclusive(day - timedelta(days=1))


def year_of_next_entry(today: date) -> int:
    """Return the year whose first of September comes next."""
    return today.year + (today >= date(today.year, *GRADE_ONE))


def dates(year: int, opens: date, closes: date) -> Dates:
    """Return the dates of the round of ``year`` whose window has these first and last days.

    Birth window and residence window as in 2022 (six full months until 30 April); every date
    is a column of the round that the office may change.
    """
    born_from, born_to = grade_one_window(year)
    return Dates(
        opens_at=start_of_day(opens),
        closes_at=end_of_day_exclusive(closes),
        modification_closes_at=end_of_day_exclusive(closes),
        withdrawal_closes_at=end_of_day_exclusive(closes + timedelta(days=60)),
        recheck_opens_at=start_of_day(opens),
        recheck_closes_at=end_of_day_exclusive(closes + timedelta(days=50)),
        born_from=born_from,
        born_to=born_to,
        residence_from=date(year - 1, 11, 1),
        residence_to=date(year, 4, 30),
    )


def local(moment: datetime) -> datetime:
    """Return the moment as clocks in Xiamen show it."""
    return moment.astimezone(SHANGHAI)
