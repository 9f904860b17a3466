"""Which permissions and roles stand in the database? Those that the code declares."""

from __future__ import annotations

from flask_appbuilder import AppBuilder
from flask_appbuilder.security.manager import BaseSecurityManager
from sqlalchemy.orm import Session

from app.schema.entity import Role

STAFF_ROLES = [role for role in Role if role not in {Role.guardian, Role.system}]


def synchronise(builder: AppBuilder, session: Session) -> None:
    """Bring roles and permissions up to date with the code, in one transaction."""
    BaseSecurityManager.create_db(builder.sm)
    for role in STAFF_ROLES:
        builder.sm.add_role(role.value)
    session.commit()
