"""What does the last event of a registration ask of the one who decides on it?"""

from __future__ import annotations

from dataclasses import dataclass

from app.messages import reason_line
from app.services.filed_answers import CORRECTED
from app.services.transitions import disputed, item_reasons, picture_ids
from models.application import Application
from models.application_event import ApplicationEvent
from models.enums import Section
from models.upload import Upload


@dataclass(frozen=True)
class Asked:
    """An event with what its details name: sections, disputed items, reasons and pictures."""

    event: ApplicationEvent
    sections: list[Section]
    disputes: list[tuple[str, str]]
    reasons: list[str]
    pictures: list[Upload]

    @property
    def says(self) -> bool:
        """Return whether there is anything to read beside that it happened."""
        said = (self.event.reason, self.sections, self.disputes, self.reasons, self.pictures)
        return any(said)


def last_asked(application: Application) -> Asked | None:
    """Return what was asked last, or None where nothing happened yet."""
    asked = [one for one in application.events if one.name != CORRECTED]
    if not asked:
        return None
    event = asked[-1]
    wanted, stored = event.details.get("sections", ()), picture_ids(event)
    return Asked(
        event=event,
        sections=[one for one in Section if one.name in wanted],
        disputes=disputed(event),
        reasons=[reason_line(*one) for one in item_reasons(event)],
        pictures=[one for one in application.uploads if one.id in stored],
    )
