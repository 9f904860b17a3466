"""How do synthetic families in every status come to be? Through the workflow itself."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.policy.calendar import local
from app.policy.pinyin import pinyin_of
from app.policy.serial_numbers import new_serial
from app.schema.entity import Role
from app.security.actor import SYSTEM, Actor, Party
from app.security.actor import family as family_actor
from app.services.review_items import bring_up_to_date
from app.services.seed_people import an_account
from app.services.synthetic import People, Person, people
from app.workflow.answers import Answers
from app.workflow.case import Case
from app.workflow.engine import fire
from app.workflow.transitions import TRANSITIONS
from models import Application, Guardian, Kinship, Property, Student
from models.account import Account
from models.admission_round import AdmissionRound
from models.enums import (
    ApplicationStatus,
    IdType,
    KinshipCase,
    Relation,
    Section,
    Sex,
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
    ApplicationStatus.lapsed: ("lapse",),
    ApplicationStatus.draft: (),
}
"""By which transitions a synthetic family comes to each status."""


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
        if status is not ApplicationStatus.draft:
            self._write_rows(application, (father, mother), account)
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

    def _write_rows(
        self, application: Application, parents: Sequence[Person], account: Account
    ) -> None:
        for position, person in enumerate(parents, 1):
            application.guardians.append(self._guardian(position, person, account))
        twins = self.people.random.random() < 0.1  # noqa: PLR2004 - one family in ten
        for position in range(1, 3 if twins else 2):
            child = self.people.child(parents[0].name[0], self.round.born_from, self.round.born_to)
            application.students.append(self._student(position, child))
        application.kinships.append(Kinship(case=KinshipCase.together, note=None))
        application.properties.append(Property(owned=False))
        application.student_names = "、".join(row.name for row in application.students)
        application.serial_numbers = " ".join(row.serial_number for row in application.students)
        application.guardian_name = application.guardians[0].name
        self.session.flush()
        bring_up_to_date(application)
        self.session.flush()

    def _guardian(self, position: int, person: Person, account: Account) -> Guardian:
        return Guardian(
            position=position,
            name=person.name,
            id_type=IdType.resident_id_card,
            id_number=person.id_number,
            phone=account.phone if position == 1 else self.people.phone(),
            relation=Relation.father if person.male else Relation.mother,
        )

    def _student(self, position: int, child: Person) -> Student:
        return Student(
            year=self.round.year,
            position=position,
            key=secrets.token_hex(4),
            name=child.name,
            pinyin=pinyin_of(child.name),
            id_number=child.id_number,
            birth_date=child.birth,
            sex=Sex.male if child.male else Sex.female,
            region_code=self.region,
            address=self.people.lane(),
            serial_number=new_serial(self.round.district.letters, self.round.year),
            live=False,
        )

    def _walk(self, application: Application, names: Sequence[str], reviewer: Actor) -> None:
        now = application.created_at
        for name in names:
            now = now + timedelta(hours=self.people.random.randrange(1, 5))
            self._judge(application, name, reviewer, now)
            who = _who(name, application, reviewer)
            when = application.round.closes_at if name == "lapse" else now
            case = Case(application, who, when, Agreeable())
            fire(TRANSITIONS[name], case, _answers(name, application, now))
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
            item.reason = application.round.reasons[2]


def _who(name: str, application: Application, reviewer: Actor) -> Actor:
    row = TRANSITIONS[name]
    if row.by_family:
        return family_actor(application.account_id, application.guardian_name)
    return reviewer if row.by_staff else SYSTEM


def _answers(name: str, application: Application, now: datetime) -> Answers:
    first = str(application.review_items[0].id) if application.review_items else ""
    reasons = application.round.reasons
    return Answers(
        reason=str(people()["reasons"].get(name, "")),
        code_checked=True,
        declared=True,
        sections=(Section.students.value,),
        deadline=now + timedelta(days=3),
        item_reasons={first: reasons[7]},
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
