"""How is a message worded in the reader's language?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext

from app.display import deadline, placed
from app.services.message_texts import INBOX, SMS, masked_name
from models.outbox_message import OutboxMessage

ERASED = "******"
"""What stands in the place of a code whose life is over."""


def sms_text(message: OutboxMessage) -> str:
    """Return the text of the SMS."""
    words = {**_words(message.params, in_full=False), "code": message.secret or ERASED}
    return str(gettext(SMS[message.template], **words))


def inbox_text(message: OutboxMessage) -> str:
    """Return the text that stands in the family's inbox."""
    return str(gettext(INBOX[message.template], **_words(message.params)))


def reason_line(item: str, person: str, reason: str, *, in_full: bool = True) -> str:
    """Return a reason with the item that it speaks of; an SMS names nobody in full."""
    if not item:
        return reason
    name = person if in_full or not person else masked_name(person)
    about = f"{gettext(item)} {name}".strip()
    return str(gettext("%(item)s: %(reason)s", item=about, reason=reason))


def _words(params: dict[str, Any], *, in_full: bool = True) -> dict[str, str]:
    words = {name: _one(value) for name, value in params.items() if name != "reasons"}
    lines = (reason_line(*one, in_full=in_full) for one in params.get("reasons", ()))
    words["reasons"] = "；".join(lines)
    if params.get("until"):
        words["until"] = deadline(datetime.fromisoformat(params["until"]))
    if params.get("fields"):
        words["fields"] = "、".join(placed(label) for label in params["fields"])
    if params.get("refused"):
        words["refused"] = gettext(
            "Not approved: %(names)s (%(reasons)s).",
            names="、".join(params["refused"]),
            reasons="；".join(params["refused_reasons"]),
        )
    return words


def _one(value: Any) -> str:
    return "；".join(map(str, value)) if isinstance(value, list) else str(value)
