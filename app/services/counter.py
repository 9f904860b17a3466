"""How does the counter find an account, mend it and raise it after seeing its holder's paper?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.policy.identity_numbers import normalise_id_number
from app.policy.names import normalise_name
from app.schema.words import N_
from app.security.actor import SYSTEM, Actor, acting_as
from app.services import audit, drafts
from app.services.accounts import AccountRefused, by_login, check_guardian
from app.services.real_name import COUNTER, LevelRefused, raise_at_counter
from models.account import Account
from models.enums import RealNameLevel


@dataclass(frozen=True)
class Paper:
    """What stands on the paper that the holder showed."""

    name: str
    id_type: str
    id_number: str

    def kept(self) -> Paper:
        """Return it in the form in which accounts keep it."""
        return Paper(normalise_name(self.name), self.id_type, normalise_id_number(self.id_number))


def find(session: Session, typed: str, now: datetime) -> Account | None:
    """Return the account with exactly this phone or ID number, or None; who looked is recorded."""
    account = session.scalar(by_login(typed))
    if account is not None:
        audit.record(session, "read", "Account", account.id, now=now, details={"page": "counter"})
        session.commit()
    return account


def differences(account: Account, paper: Paper) -> list[str]:
    """Return the names of the fields in which the account differs from the paper."""
    seen = paper.kept()
    return [name for name in vars(seen) if getattr(account, name) != getattr(seen, name)]


def confirm(  # noqa: PLR0913 - an act at the counter has that many facts
    session: Session,
    account: Account,
    paper: Paper,
    evidence: str,
    who: Actor,
    now: datetime,
    *,
    correct: bool,
) -> None:
    """Bring the account to what the paper says and raise it to the middle level, in one commit.

    Differences are mended only when ``correct`` says so. AccountRefused names the field that
    is wrong, LevelRefused says why the act is not possible; then nothing is changed.
    """
    if not who.has(*COUNTER):
        raise LevelRefused(N_("You do not have the right to do this."))
    if not evidence.strip():
        raise AccountRefused("evidence", N_("Write what document you saw."))
    changed = differences(account, paper)
    if changed and not correct:
        raise AccountRefused(
            changed[0],
            N_(
                "The account says otherwise. Compare with the paper; if the account is wrong, "
                "tick “Correct the account”."
            ),
        )
    if changed:
        _correct(session, account, paper.kept(), changed, evidence, now)
    if account.level is not RealNameLevel.middle:
        raise_at_counter(session, account.id, evidence, who, now)
    session.commit()


def _correct(  # noqa: PLR0913 - it has that many facts
    session: Session, account: Account, seen: Paper, changed: list[str], evidence: str,
    now: datetime,
) -> None:  # fmt: skip
    why = check_guardian(session, seen.id_type, seen.id_number, now)
    if why is not None:
        raise AccountRefused("id_number", why)
    audit.record(
        session, "correct_account", "Account", account.id, now=now, reason=evidence.strip(),
        details={"fields": changed},
    )  # fmt: skip
    try:
        with acting_as(SYSTEM):
            for name in changed:
                setattr(account, name, getattr(seen, name))
            drafts.take_account(session, account)
            session.flush()
    except IntegrityError as taken:
        session.rollback()
        raise AccountRefused(
            "id_number", N_("Another account has this ID number already.")
        ) from taken
