"""Which routes do the two doors have, and how is each called?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule

WORD = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
PARAMETER = re.compile(r"<(?:(?P<converter>\w+)(?:\([^)]*\))?:)?(?P<name>\w+)>")
STOCK = ("flask.", "flask_appbuilder.")
SAMPLES = {"string": "tong-an", "default": "1", "int": 1, "path": "no-such-file", "uuid": "0" * 32}
BASES = {"parents": "http://localhost", "staff": "http://localhost/staff"}
"""Where each door is mounted; a cookie of the staff's door counts below its prefix only."""


@dataclass(frozen=True)
class Route:
    """One route of one door."""

    door: str
    rule: Rule
    module: str

    @property
    def name(self) -> str:
        return f"{self.door} {self.rule.endpoint} {self.rule.rule}"

    @property
    def is_own(self) -> bool:
        """Return whether the route's function was written here, not in a framework."""
        return not self.module.startswith(STOCK)

    @property
    def words(self) -> list[str]:
        """Return the parts of the path that are not parameters."""
        bare = PARAMETER.sub("", self.rule.rule)
        return [word for word in bare.split("/") if word]

    @property
    def untyped(self) -> list[str]:
        """Return the parameters of which the path does not say what they are."""
        found = PARAMETER.finditer(self.rule.rule)
        return [part["name"] for part in found if part["converter"] in {None, "default"}]

    def methods(self) -> list[str]:
        """Return the methods that do something."""
        return sorted((self.rule.methods or set()) - {"HEAD", "OPTIONS"})

    def path(self, app: Flask, **values: object) -> str:
        """Return the path with ``values``, or samples, as its parameters."""
        samples = {
            part["name"]: SAMPLES[part["converter"] or "default"]
            for part in PARAMETER.finditer(self.rule.rule)
        }
        with app.test_request_context():
            built = app.url_map.bind("localhost").build(
                self.rule.endpoint, {**samples, **values}, force_external=False
            )
        return str(built)


def routes(doors: dict[str, Flask]) -> Iterator[Route]:
    """Yield every route of both doors."""
    for door, app in doors.items():
        for rule in app.url_map.iter_rules():
            yield Route(door, rule, app.view_functions[rule.endpoint].__module__)
