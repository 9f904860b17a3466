"""How is a message worded in the reader's language?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext

from app.display import when
from app.services.message_texts import INBOX, SMS
from models.outbox_message import OutboxMessage


def sms_text(message: OutboxMessage) -> str:
    """Return the text of the SMS."""
    words = _words(message.params)
    if message.secret:
        words["code"] = message.secret
    return str(gettext(SMS[message.template], **words))


def inbox_text(message: OutboxMessage) -> str:
    """Return the text that stands in the family's inbox."""
    return str(gettext(INBOX[message.template], **_words(message.params)))


def _words(params: dict[str, Any]) -> dict[str, str]:
    words = {name: _one(value) for name, value in params.items()}
    if params.get("until"):
        words["until"] = when(datetime.fromisoformat(params["until"]))
    if params.get("refused"):
        words["refused"] = gettext(
            "Not approved: %(names)s (%(reasons)s).",
            names="、".join(params["refused"]),
            reasons="；".join(params["refused_reasons"]),
        )
    return words


def _one(value: Any) -> str:
    return "；".join(map(str, value)) if isinstance(value, list) else str(value)
