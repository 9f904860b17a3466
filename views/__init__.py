"""Which pages are written by hand? Only what cannot be generated."""

from __future__ import annotations

from flask import Flask

from views.public import account, entry, family, filing, health, inbox, registration, status
from views.staff import review, transitions


def register_public(app: Flask) -> None:
    """Put the parents' pages into their application."""
    family.act_as_family(app)
    for module in (health, entry, account, inbox, registration, filing, status):
        app.register_blueprint(module.pages)
    registration.add_helpers(app)


def register_staff(app: Flask) -> None:
    """Put the staff pages that cannot be generated into the portal."""
    for module in (review, transitions):
        app.register_blueprint(module.pages)
