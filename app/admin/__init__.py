"""How does the schema become the staff portal?"""

from __future__ import annotations

from flask import Flask
from flask_appbuilder import AppBuilder

from app.admin.dashboard_page import add_dashboard
from app.admin.frame import install
from app.admin.generator import register_all
from app.admin.hooks import add_hooks
from app.admin.request_checks import check_arguments
from app.admin.rest_guard import speak_json
from app.admin.rest_openapi import OpenApi
from app.admin.token_access import watch_tokens


def register_portal(app: Flask, builder: AppBuilder) -> None:
    """Generate views, REST, menus and permissions of every entity into the portal."""
    add_dashboard(builder)
    register_all(builder)
    builder.add_api(OpenApi)
    speak_json(app)
    watch_tokens(app, builder.sm.limiter)
    add_hooks(app, builder)
    install(app, builder)
    check_arguments(app, builder)
