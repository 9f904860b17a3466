"""How does an SMS leave the house?"""

from __future__ import annotations

from typing import Protocol

import structlog

from app.exceptions import JifenError

log = structlog.get_logger(__name__)


class SmsFailed(JifenError):
    """The gateway did not take the message; it is tried again."""


class SmsGateway(Protocol):
    """Sends one SMS; ``key`` is the same on every retry, so that the provider sends it once."""

    def send(self, phone: str, text: str, key: str) -> None:
        """Send ``text`` to ``phone``; SmsFailed when it was not taken."""
        ...


class LogSms:
    """Sends nothing: it notes that a message left, without number or text.

    A trial run reads the messages on its development inbox page, out of the outbox itself.
    """

    def send(self, phone: str, text: str, key: str) -> None:
        """Note the message's key."""
        log.info("sms", key=key.partition(":")[0], length=len(text), known=bool(phone))


def sms_gateway(name: str) -> SmsGateway:
    """Return the gateway called ``name``; KeyError when there is none."""
    return {"log": LogSms}[name]()
