"""How do synthetic families in every status come to be? Through the workflow itself."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.policy.calendar import local
from app.policy.serial_numbers import new_serial
from app.schema.entity import Role
from app.security.actor import SYSTEM, Actor, Party
from app.security.actor import family as family_actor
from app.services.dictionaries import first_words
from app.services.filed_rows import write_rows
from app.services.filing import content_hash
from app.services.review_items import bring_up_to_date
from app.services.seed_people import an_account
from app.services.synthetic import People, Person, people
from app.workflow.answers import Answers
from app.workflow.case import Case
from app.workflow.engine import fire
from app.workflow.transitions import TRANSITIONS
from models import Application, Draft, Filing
from models.account import Account
from models.admission_round import AdmissionRound
from models.enums import (
    ApplicationStatus,
    Dictionary,
    IdType,
    KinshipCase,
    Relation,
    Section,
    SystemState,
    Verdict,
)

EVERY_STATUS: dict[ApplicationStatus, tuple[str, ...]] = {
    ApplicationStatus.submitted: ("submit",),
    ApplicationStatus.modification_requested: ("submit", "request_modification"),
    ApplicationStatus.modifying: ("submit", "return_for_modification"),
    ApplicationStatus.approved: ("submit", "approve"),
    ApplicationStatus.rejected: ("submit", "reject"),
    ApplicationStatus.recheck_requested: ("submit", "reject", "request_recheck"),
    ApplicationStatus.withdrawn: ("submit", "withdraw"),
    ApplicationStatus.lapsed: ("submit", "return_for_modification", "lapse"),
    ApplicationStatus.draft: (),
}
"""By which transitions a synthetic family comes to each status."""
GRANT, SHORT_GRANT = timedelta(days=3), timedelta(hours=25)
"""How long a returned family may modify; one that lapses was given little, and it is over."""


@dataclass(frozen=True)
class Agreeable:
    """Facts for invented families: nothing stands in their way."""

    def is_complete(self) -> bool:
        """Return that every section is complete."""
        return True

    def child_live_elsewhere(self) -> bool:
        """Return that no child is live elsewhere."""
        return False

    def is_own_family(self) -> bool:
        """Return that no member of staff is a guardian."""
        return False

    def has_declared_conflict(self) -> bool:
        """Return that nobody declared a conflict."""
        return False

    def reminders_recorded(self) -> bool:
        """Return that every reminder was recorded."""
        return True

    def messages_unsent(self) -> bool:
        """Return that no message has left."""
        return True


class Families:
    """Makes synthetic families in one round."""

    def __init__(
        self, session: Session, round_: AdmissionRound, people: People, region: str
    ) -> None:
        """Keep where the families register and where they live."""
        self.session = session
        self.round = round_
        self.people = people
        self.region = region

    def make(self, status: ApplicationStatus, started: datetime, reviewer: Actor) -> Application:
        """Return a family that came to ``status`` through the workflow."""
        surname = self.people.surname()
        today = local(started).date()
        father = self.people.adult(surname, male=True, today=today)
        mother = self.people.adult(self.people.surname(), male=False, today=today)
        account = an_account(father.name, father.id_number, self.people.phone(), started)
        self.session.add(account)
        self.session.flush()
        application = self._start(account, started)
        answers = self._answers(father, mother, account)
        if status is ApplicationStatus.draft:
            begun = {name: answers[name] for name in ("guardians", "students")}
            application.draft = Draft(answers=begun, sections_done=["guardians"], saved_at=started)
            application.guardian_name = account.name
        else:
            self._file(application, answers)
            self._walk(application, EVERY_STATUS[status], reviewer)
        return application

    def _start(self, account: Account, started: datetime) -> Application:
        application = Application(
            account=account,
            account_id=account.id,
            district=self.round.district,
            district_id=self.round.district_id,
            round=self.round,
            round_id=self.round.id,
            year=self.round.year,
            created_at=started,
            picture_key=base64.b64encode(secrets.token_bytes(32)).decode(),
        )
        self.session.add(application)
        self.session.flush()
        return application

    def _file(self, application: Application, answers: dict[str, Any]) -> None:
        """Write the rows and the snapshot as a filing does; no pictures are asked for."""
        done = sorted(section.value for section in Section)
        filed_at = application.created_at + timedelta(hours=1)
        application.draft = Draft(answers=answers, sections_done=done, saved_at=filed_at)
        write_rows(application, answers, self.serial)
        self.session.flush()
        bring_up_to_date(application)
        document = {"answers": answers, "pictures": []}
        snapshot = {**document, "serial_numbers": application.serial_numbers}
        application.filings.append(
            Filing(number=1, snapshot=snapshot, sha256=content_hash(snapshot), filed_at=filed_at)
        )
        self.session.flush()

    def _answers(self, father: Person, mother: Person, account: Account) -> dict[str, Any]:
        """Return what the family answered, in the form of a draft."""
        twins = self.people.random.random() < 0.1  # noqa: PLR2004 - one family in ten
        window = self.round.born_from, self.round.born_to
        children = [self.people.child(father.name[0], *window) for _ in range(1 + twins)]
        return {
            Section.guardians.value: [
                self._guardian(father, account.phone),
                self._guardian(mother, self.people.phone()),
            ],
            Section.students.value: [self._student(child) for child in children],
            Section.kinship.value: {"case": KinshipCase.together.value, "note": ""},
            Section.property.value: {"owned": "no"},
        }

    def _guardian(self, person: Person, phone: str) -> dict[str, Any]:
        return {
            "name": person.name,
            "rare_character": False,
            "id_type": IdType.resident_id_card.value,
            "id_number": person.id_number,
            "phone": phone,
            "relation": (Relation.father if person.male else Relation.mother).value,
        }

    def _student(self, child: Person) -> dict[str, Any]:
        return {
            "key": secrets.token_hex(6),
            "name": child.name,
            "rare_character": False,
            "id_number": child.id_number,
            "region_code": self.region,
            "address": self.people.lane(),
            "disabled": "no",
        }

    def serial(self) -> str:
        """Return a serial number; of the few families of a trial run none has it yet."""
        return new_serial(self.round.district.letters, self.round.year)

    def _walk(self, application: Application, names: Sequence[str], reviewer: Actor) -> None:
        now = application.created_at
        for name in names:
            now = now + timedelta(hours=self.people.random.randrange(1, 5))
            self._judge(application, name, reviewer, now)
            who = _who(name, application, reviewer)
            if name == "lapse" and application.modify_until is not None:
                now = application.modify_until
            case = Case(application, who, now, Agreeable())
            hours = SHORT_GRANT if "lapse" in names else GRANT
            fire(TRANSITIONS[name], case, _given(name, application, now + hours))
            self.session.flush()

    def _judge(self, application: Application, name: str, reviewer: Actor, now: datetime) -> None:
        if name not in {"approve", "reject"}:
            return
        for item in application.review_items:
            item.system_state = SystemState.matches
            item.verdict = Verdict.meets
            item.decided_by, item.decided_at = reviewer.user_id, now
        if name == "reject":
            item = application.review_items[0]
            item.system_state, item.verdict = SystemState.no_record, Verdict.fails
            item.reason = first_words(Dictionary.reason, "no_identity_record")


def _who(name: str, application: Application, reviewer: Actor) -> Actor:
    row = TRANSITIONS[name]
    if row.by_family:
        return family_actor(application.account_id, application.guardian_name)
    return reviewer if row.by_staff else SYSTEM


def _given(name: str, application: Application, deadline: datetime) -> Answers:
    first = str(application.review_items[0].id) if application.review_items else ""
    return Answers(
        reason=str(people()["reasons"].get(name, "")),
        code_checked=True,
        declared=True,
        sections=(Section.students.value,),
        deadline=deadline,
        item_reasons={first: first_words(Dictionary.reason, "unreadable")},
        disputes=(first,),
    )


def reviewer_actor(user_id: int, name: str, district_id: int) -> Actor:
    """Return the actor of a demo reviewer."""
    return Actor(
        party=Party.staff,
        user_id=user_id,
        name=name,
        roles=frozenset({Role.reviewer}),
        districts=frozenset({district_id}),
    )
