"""How long is what kept? Defaults until the bureau decides; no law is quoted here."""

from __future__ import annotations

import enum
from typing import Self


class Retention(enum.Enum):
    """From when on, and for how many days, a record is kept; None: as long as it is in use."""

    days: int | None
    since: str

    def __new__(cls, value: str, since: str, days: int | None = None) -> Self:
        """Make a member from its name, the moment from which days are counted, and their number."""
        member = object.__new__(cls)
        member._value_ = value
        member.since = since
        member.days = days
        return member

    case = "case", "the end of the round", 730
    picture = "picture", "the end of the rechecks", 180
    draft = "draft", "the end of the round", 180
    access_log = "access_log", "it was written", 180
    audit = "audit", "it was written", 1095
    account = "account", "the account was last used", 730
    policy = "policy", "no filing rests on it any more"

    def __str__(self) -> str:
        """Return the rule in words."""
        if self.days is None:
            return f"until {self.since}"
        return f"{self.days} days after {self.since}"
