"""How is something said of each item, or of each student, of one registration?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from wtforms import Field
from wtforms.utils import unset_value
from wtforms.validators import ValidationError

from app.workflow.answers import LONGEST_ITEM_REASON
from app.workflow.engine import UNANSWERED
from models.application import Application
from models.enums import Outcome, Verdict

DECIDED = (Outcome.accepted, Outcome.refused)
"""What an overturned result may say of a student."""


@dataclass
class Line:
    """What stands on one line of the page: of what or whom it speaks, and what is said of it."""

    key: str
    label: str
    person: str
    chosen: bool = False
    said: str = ""
    error: str = ""


class LinesField(Field):
    """One question that is answered line by line; what was sent stands there again."""

    lines: list[Line]

    def __init__(self, label: Any, lines: Iterable[Line], **more: Any) -> None:
        """Start with what is already known of each line."""
        self.lines = list(lines)
        super().__init__(label, **more)

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read every line of a sent form; the first time show what is known."""
        super().process(formdata, data, extra_filters)
        for line in self.lines if formdata else ():
            self.read(line, formdata)
        self.data = {line.key: line.said for line in self.lines if line.chosen}

    def read(self, line: Line, sent: Any) -> None:
        """Take what was sent for one line."""
        raise NotImplementedError

    def places(self) -> list[tuple[str, str, str]]:
        """Return for the summary where something is wrong: place, name and sentence."""
        wrong = [
            (f"{self.id}-{one.key}", _named(one), one.error) for one in self.lines if one.error
        ]
        return wrong or [(self.id, str(self.label.text), " ".join(self.errors))]


class ReasonsField(LinesField):
    """Items that are ticked, each with its reason."""

    def read(self, line: Line, sent: Any) -> None:
        """Take the tick and the text."""
        line.chosen = line.key in sent.getlist(self.name)
        line.said = sent.get(f"item-{line.key}", "").strip()

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' signature
        """Refuse ticks without a reason, and reasons that nobody would read to the end."""
        for line in self.lines:
            line.error = _reason_error(line) if line.chosen else ""
        if not self.data or any(line.error for line in self.lines):
            sentence = UNANSWERED["item_reasons"]
            raise ValidationError(gettext(sentence))


class OutcomesField(LinesField):
    """The new outcome of each student whose outcome changes."""

    choices = DECIDED

    def read(self, line: Line, sent: Any) -> None:
        """Take the outcome."""
        line.said = sent.get(f"outcome-{line.key}", "")
        line.chosen = line.said in {one.name for one in DECIDED}

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' signature
        """Refuse an answer that changes nobody's outcome."""
        if not self.data:
            sentence = UNANSWERED["outcomes"]
            raise ValidationError(gettext(sentence))


def items_of(application: Application) -> list[Line]:
    """Return a line for each review item; one with a verdict against the family is ticked."""
    return [
        Line(
            str(item.id), item.kind.label, item.person, said=item.reason or "",
            chosen=item.verdict not in {None, Verdict.meets},
        )
        for item in application.review_items
    ]  # fmt: skip


def students_of(application: Application) -> list[Line]:
    """Return a line for each student, named with the outcome that stands now."""
    return [Line(str(one.id), one.outcome.label, one.name) for one in application.students]


def _named(line: Line) -> str:
    return f"{gettext(line.label)} {line.person}".strip()


def _reason_error(line: Line) -> str:
    if not line.said:
        return gettext("Give the reason.")
    if len(line.said) > LONGEST_ITEM_REASON:
        return gettext(
            "At most %(length)s characters; these are %(number)s.",
            length=LONGEST_ITEM_REASON, number=len(line.said),
        )  # fmt: skip
    return ""
