"""What does a family do at its door, up to the filing?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.security import generate_password_hash

from app.extensions import utc_now
from app.security.actor import SYSTEM, acting_as
from bench.client import Client
from bench.operations import Goal, Operation, Steps, answered, ensure
from models import Application, Draft, Filing, Student, Upload
from models.admission_round import AdmissionRound
from models.enums import ApplicationStatus, PictureSlot
from tests.drafted import Drafted, a_full_draft, code_for
from tests.photos import phone_photo

PASSWORD = "bench-2027-word"
LIGHT_HASH = "pbkdf2:sha256:1"
MEGAPIXELS_12 = (4000, 3000)
LETTERS = "TA"


@dataclass(frozen=True)
class Family:
    """A family with a full draft, logged in."""

    client: Client
    drafted: Drafted
    page: str


class ParentsDoor:
    """The operations of families, each on a registration of its own."""

    def __init__(self, engine: sa.Engine, port: int, host: str) -> None:
        """Know the database and the door."""
        self.engine = engine
        self.port = port
        self.host = host
        self.photo = phone_photo(size=MEGAPIXELS_12)
        self.typist: Family | None = None

    def operations(self) -> list[Operation]:
        """Return all of them; the floor has nothing like them."""
        return [
            Operation("save a step of a draft", Goal(statements=5), self._save),
            Operation("file a registration", Goal(statements=7, cpu_ms=1.5), self._file, times=15),
            Operation("send a photograph of 12 megapixels", Goal(p50_ms=250), self._send, times=8),
        ]

    def _family(self) -> Family:
        """Return a new family; its password is hashed lightly, since the login is not timed."""
        with Session(self.engine) as session:
            with acting_as(SYSTEM):
                newest = sa.select(AdmissionRound).where(
                    AdmissionRound.district.has(letters=LETTERS)
                )
                round_ = session.scalars(newest.order_by(AdmissionRound.year.desc())).first()
                ensure(round_ is not None, "there is no round")
            hashed = generate_password_hash(PASSWORD, LIGHT_HASH)
            drafted = a_full_draft(session, round_, utc_now(), login=hashed)  # type: ignore[arg-type]
            with acting_as(SYSTEM):
                uid = session.get_one(Application, drafted.application_id).uid
        client = Client(self.port, self.host)
        client.get("/login")
        login = [("login", drafted.phone), ("password", PASSWORD)]
        answered(client.post("/login", login), 302)
        client.get(f"/registration/{uid}/property")
        return Family(client, drafted, f"/registration/{uid}")

    def _typist(self) -> Family:
        self.typist = self.typist or self._family()
        return self.typist

    def _save(self, number: int) -> Steps:
        one = self._typist()
        words = f"{number} / {id(one)}"
        data = [("kinship-1-case", "together"), ("kinship-1-note", words), ("act", "draft")]
        answer = yield lambda: one.client.post(f"{one.page}/kinship", data)
        answered(answer, 302)
        draft = self._one(Draft, Draft.application_id == one.drafted.application_id)
        ensure(draft.answers["kinship"]["note"] == words, "the step was not kept")

    def _file(self, number: int) -> Steps:
        one = self._family()
        with Session(self.engine) as session:
            code = code_for(session, one.drafted, utc_now())
        data = [("code", code), ("declared", "yes"), ("key", f"bench-{number}")]
        answer = yield lambda: one.client.post(f"{one.page}/submit", data)
        answered(answer, 302)
        key = one.drafted.application_id
        filed = self._one(Application, Application.id == key)
        ensure(filed.status is ApplicationStatus.submitted, "the registration was not filed")
        ensure(self._one(Filing, Filing.application_id == key).number == 1, "no filing was kept")
        ensure(self._one(Student, Student.application_id == key).live, "the child is not live")

    def _send(self, _: int) -> Steps:
        one = self._typist()
        slot = f"{PictureSlot.household_head_page.value}|family"
        data = [("kinship-1-case", "with_one_parent"), ("act", "draft")]
        before = self._pictures(one)
        answer = yield lambda: one.client.post(f"{one.page}/kinship", data, {slot: self.photo})
        answered(answer, 302)
        ensure(self._pictures(one) == before + 1, "the picture was not kept")

    def _pictures(self, one: Family) -> int:
        with acting_as(SYSTEM), Session(self.engine) as session:
            mine = Upload.application_id == one.drafted.application_id
            return session.scalar(sa.select(sa.func.count(Upload.id)).where(mine)) or 0

    def _one(self, model: Any, condition: Any) -> Any:
        with acting_as(SYSTEM), Session(self.engine) as session:
            return session.scalars(sa.select(model).where(condition)).one()
