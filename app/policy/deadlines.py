"""When exactly does a day end, and when is a family reminded?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
REMINDERS = (timedelta(hours=72), timedelta(hours=24), timedelta(hours=2))


def end_of_day_exclusive(day: date) -> datetime:
    """Return "``day``, 24:00": 00:00 of the next day in Xiamen, in UTC; itself too late."""
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI).astimezone(UTC)


def local_day(moment: datetime) -> date:
    """Return the day that it is in Xiamen at ``moment``."""
    return moment.astimezone(SHANGHAI).date()


def reminder_moments(start: datetime, deadline: datetime) -> Iterator[datetime]:
    """Yield the moments of T−72 h, −24 h and −2 h that fall between start and deadline."""
    for before in REMINDERS:
        moment = deadline - before
        if start <= moment < deadline:
            yield moment
