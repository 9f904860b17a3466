"""What does a browser get that cannot show our pages? One plain page that says how to switch."""

from __future__ import annotations

import re

from flask import Flask, current_app, request

from app.extensions.bearer import speaks_rest

OLD = re.compile(r"MSIE |Trident/")
"""Internet Explorer, and browsers with two engines (360, QQ, Sogou) while they act as it."""


def turn_back(app: Flask) -> None:
    """Answer old browsers with the plain page; it is a 200, since they hide short errors."""

    @app.before_request
    def _look() -> str | None:
        if speaks_rest(request) or not OLD.search(request.headers.get("User-Agent", "")):
            return None
        template = current_app.jinja_env.get_template("errors/old_browser.html")
        return template.render(help_phone=current_app.config["HELP_PHONE"])
