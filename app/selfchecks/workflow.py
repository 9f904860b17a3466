"""What can be wrong in the table of transitions and in the texts of its messages?"""

from __future__ import annotations

import re

from app.selfchecks.rules import Found, Portal, listed, rule
from app.services.message_texts import INBOX, SMS, VALUES
from app.workflow.guards import SENTENCES
from app.workflow.transition import Transition
from models.enums import ApplicationStatus

PLACEHOLDER = re.compile(r"%\((\w+)\)s")


@rule("E007", "A transition tells a message that has no text.",
      "Write it into INBOX and SMS of app/services/message_texts.py.")  # fmt: skip
def texts(everything: Portal) -> Found:
    """Find messages without words."""
    for row in everything.transitions.values():
        if row.tells is not None and (row.tells not in INBOX or row.tells not in SMS):
            yield row.name, f"no text for the message {row.tells}"


@rule("E008", "A guard refuses without a sentence.", "Put @says(N_(…)) above the guard.")
def sentences(everything: Portal) -> Found:
    """Find refusals that nobody would understand."""
    for row in everything.transitions.values():
        for guard in row.guards:
            if guard.__name__ not in SENTENCES:
                yield row.name, f"the guard {guard.__name__} says no sentence"


@rule("E009", "Nobody may carry out a transition.", "Name a role.")
def actors(everything: Portal) -> Found:
    """Find transitions without actors."""
    for row in everything.transitions.values():
        if not row.who:
            yield row.name, "nobody may do it"


@rule("E035", "A transition has no label.", "Give it the words of its button.")
def labels(everything: Portal) -> Found:
    """Find buttons without words."""
    for row in everything.transitions.values():
        if not row.label:
            yield row.name, "no label"


@rule("E036", "A transition starts where nothing leads.",
      "Add the transition that leads there, or drop the source.")  # fmt: skip
def sources(everything: Portal) -> Found:
    """Find states that are never reached."""
    rows = everything.transitions.values()
    reached = {ApplicationStatus.draft}.union(*(_targets(row) for row in rows))
    for row in rows:
        if row.sources - reached:
            yield row.name, f"nothing leads to {listed(row.sources - reached)}"


def _targets(row: Transition) -> set[ApplicationStatus]:
    """Return where a row leads; one that asks its answers may lead anywhere."""
    return {row.target} if isinstance(row.target, ApplicationStatus) else set()


@rule("E037", "The text of a message names a value that no message has.",
      "Use the values of VALUES in app/services/message_texts.py.")  # fmt: skip
def placeholders(everything: Portal) -> Found:
    """Find texts that could not be filled in."""
    told = {row.tells for row in everything.transitions.values()}
    for name in sorted({*INBOX, *SMS} & {*filter(None, told), "deadline_reminder"}):
        for book in (INBOX, SMS):
            strange = set(PLACEHOLDER.findall(book.get(name, ""))) - VALUES
            if strange:
                yield name, f"no message has a value {listed(strange)}"
