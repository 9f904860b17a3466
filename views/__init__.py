"""Which pages are written by hand? Only what cannot be generated."""

from __future__ import annotations

from flask import Flask
from flask_appbuilder import AppBuilder

from views.public import health
from views.staff import review, transitions


def register_public(app: Flask) -> None:
    """Put the parents' pages into their application."""
    app.register_blueprint(health.pages)


def register_staff(app: Flask, builder: AppBuilder) -> None:
    """Put the staff pages that cannot be generated into the portal."""
    for module in (review, transitions):
        app.register_blueprint(module.pages)
