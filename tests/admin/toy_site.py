"""Where does a toy entity stand? In a portal of its own, in a folder that is thrown away."""

from __future__ import annotations

from pathlib import Path

from flask import Flask


def portal(folder: str | Path, *models: type) -> Flask:
    """Return a portal with its staff and districts, in which these entities have their tables."""
    # Only now: the toys must be declared before the portal is made of all declarations.
    from app.admin.permissions import synchronise
    from app.extensions import db
    from app.factory import create_staff_app
    from app.preparing import prepare_databases
    from app.security.actor import SYSTEM, acting_as
    from app.services import seed_people, seed_reference
    from config import Environment, Jobs, Settings

    settings = Settings(
        environment=Environment.test, var_dir=Path(folder), jobs=Jobs.off, log_level="CRITICAL"
    ).completed()
    prepare_databases(settings)
    app = create_staff_app(settings)
    with app.app_context(), acting_as(SYSTEM):
        for model in models:
            model.__table__.create(db.engine)
        synchronise(app.appbuilder, db.session())
        seed_people.load_staff(db.session(), seed_reference.load_districts(db.session()))
        db.session.commit()
    return app
