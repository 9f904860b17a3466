"""Which errors does the domain raise, and what sentence does each owe its reader?"""

from __future__ import annotations

from typing import Any

from app.words import N_


class JifenError(Exception):
    """A refusal that its reader may see: an English msgid and the values for its placeholders."""

    msgid = N_("This cannot be done now.")

    def __init__(self, msgid: str | None = None, **params: Any) -> None:
        """Keep the msgid of the sentence and its parameters; adapters translate late."""
        self.msgid = msgid or self.msgid
        self.params = params
        super().__init__(self.msgid)


class NotScoped(JifenError):
    """A statement or a write reached for rows outside the actor's scope."""

    msgid = N_("This record was not found.")


class NotRecorded(JifenError):
    """A statement on whole tables would change records past their history, and does not say why."""

    msgid = N_("This would change records without a trace. Nothing was changed.")


class SealBroken(JifenError):
    """A sealed value does not open: wrong key, wrong row, or changed bytes."""

    msgid = N_("A protected value could not be read. Please tell the office.")


class TransitionRefused(JifenError):
    """A transition is not possible now; ``reason`` names the guard or the missing answer."""

    msgid = N_("This is not possible in the present state.")

    def __init__(
        self, transition: str, reason: str, msgid: str | None = None, **params: Any
    ) -> None:
        """Name the transition and what forbade it."""
        super().__init__(msgid, **params)
        self.transition = transition
        self.reason = reason


class StaleVersion(JifenError):
    """Somebody else changed the record since it was read."""

    msgid = N_("This record has changed since you opened it. Nothing was saved; look at it again.")


class DeclarationError(JifenError):
    """An entity, field or transition is declared wrongly; found at start."""

    msgid = N_("A declaration is wrong.")


class NewerDatabase(Exception):
    """The database was migrated by a later version of this code."""

    def __init__(self, found: str) -> None:
        """Say what to do, without a trace of how it was noticed."""
        super().__init__(
            f"The database is newer than this code: it stands at revision {found}, which is not "
            "among its migrations. Go back to the version that made it, or migrate it down there."
        )
