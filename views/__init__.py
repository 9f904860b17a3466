"""Which pages are written by hand? Only what cannot be generated."""

from __future__ import annotations

from flask import Flask
from flask_appbuilder import AppBuilder
from flask_babel import lazy_gettext

from app.words import N_
from views import health
from views.public import account, entry, family, filing, inbox, registration, showing, status
from views.staff import (
    api_tokens,
    counter,
    exports,
    extra_fields,
    region_table,
    review,
    transitions,
)

MENU = (
    ("Account.raise_level", "counter.search", N_("Counter"), "Families"),
    ("ApiToken.hold", "api_tokens.own", N_("My access tokens"), "Administration"),
    ("ExtraField.publish_fields", "extra_fields.rounds", N_("Publish extra fields"), "Policy"),
    ("Region.import_table", "region_table.ask", N_("Import regions"), "Policy"),
)
"""Entries of the portal's menu for acts: right, page, words, group."""


def register_public(app: Flask) -> None:
    """Put the parents' pages into their application."""
    family.act_as_family(app)
    for module in (health, entry, account, inbox, registration, filing, status):
        app.register_blueprint(module.pages)
    showing.add_helpers(app)


def register_staff(app: Flask, builder: AppBuilder) -> None:
    """Put the staff pages that cannot be generated into the portal."""
    for module in (
        health,
        review,
        transitions,
        counter,
        region_table,
        exports,
        api_tokens,
        extra_fields,
    ):
        app.register_blueprint(module.pages)
    for right, page, words, group in MENU:
        builder.add_link(right, href=page, label=lazy_gettext(words), category=group)
