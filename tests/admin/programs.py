"""Which programs use the resources during these tests, with which keys?"""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import User

from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from app.services import api_tokens
from models.api_token import ApiToken

INSIDE = "http://localhost/staff"
PROBLEM = "application/problem+json"
EVERYTHING = (
    "AdmissionRound", "Application", "ApplicationEvent", "ConflictOfInterest", "District", "Draft",
    "Filing", "Guardian", "Kinship", "OutboxMessage", "Property", "Region", "ReviewItem",
    "ReviewNote", "StaffMember", "Student", "Upload", "Account", "ApiToken", "AuditEntry",
)  # fmt: skip
SCOPES = tuple(f"{name}:{right}" for name in EVERYTHING for right in ("read", "write", "act"))


class Program:
    """A program that shows a key with every request."""

    def __init__(self, client, secret: str) -> None:
        self.client = client
        self.secret = secret

    def send(self, method: str, path: str, **more):
        """Send a request below /api/v1 with the key."""
        shown = {"Authorization": f"Bearer {self.secret}"}
        headers = {**shown, **more.pop("headers", {})}
        return self.client.open(
            f"/api/v1{path}", method=method, base_url=INSIDE, headers=headers, **more
        )

    def get(self, path: str, **more):
        return self.send("GET", path, **more)

    def change(self, method: str, path: str, json=None, **headers):
        """Change what this program has just read."""
        tag = self.get(path).headers["ETag"]
        return self.send(method, path, json=json, headers={"If-Match": tag, **headers})

    def act(self, number: int, name: str, answers=None, **headers):
        """Carry out a transition on what this program has just read."""
        tag = self.get(f"/applications/{number}").headers["ETag"]
        path = f"/applications/{number}/actions/{name}"
        sent = {} if answers is None else answers
        return self.send("POST", path, json=sent, headers={"If-Match": tag, **headers})


@pytest.fixture
def key_of(session, clock):
    """Make a key for a member of staff, who must have logged in once; return its secret."""

    def make(username: str, scopes=SCOPES, *, name: str = "报表", days: int = 30) -> str:
        with acting_as(SYSTEM):
            user = session.scalars(sa.select(User).where(User.username == username)).one()
            secret = api_tokens.PREFIX + f"{username}-{name}".encode().hex()
            session.add(
                ApiToken(
                    user_id=user.id,
                    name=name,
                    hint=secret[:8],
                    scopes=list(scopes),
                    secret_hash=api_tokens.hashed(secret),
                    created_at=clock.now,
                    expires_at=clock.now + timedelta(days=days),
                )
            )
            session.commit()
        return secret

    return make


@pytest.fixture
def program_of(log_in, key_of, doors):
    """A program that acts for somebody with a role."""

    def make(role: Role, letters: str | None = "TA", scopes=SCOPES) -> Program:
        log_in(role, letters)
        secret = key_of(f"{role.value}.{letters}", scopes)
        return Program(doors["staff"].test_client(), secret)

    return make


@pytest.fixture
def boss_program(program_of):
    """A program of a supervisor of the whole city."""
    return program_of(Role.supervisor, None)


@pytest.fixture
def reviewer_program(program_of):
    """A program of a reviewer of Tong'an."""
    return program_of(Role.reviewer)


def problem(answer, status: int) -> dict:
    """Return the problem document of an answer, after checking that it is one."""
    assert answer.status_code == status, answer.text
    assert answer.mimetype == PROBLEM
    told = answer.get_json()
    assert told["status"] == status
    assert {"type", "title", "detail", "instance"} <= set(told)
    return told
