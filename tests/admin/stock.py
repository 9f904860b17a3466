"""What does Flask-AppBuilder do by itself? An application with none of our hardening.

Each test of an edge runs its check here too, and sees it fail: a check that stock would pass
proves nothing about ours.
"""

from __future__ import annotations

import enum
import re
import warnings
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_appbuilder import AppBuilder, ModelRestApi, ModelView
from flask_appbuilder.actions import action
from flask_appbuilder.models.sqla.base import SQLA
from flask_appbuilder.models.sqla.filters import FilterEqualFunction
from flask_appbuilder.models.sqla.interface import SQLAInterface
from flask_appbuilder.security.sqla.models import User
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from werkzeug.security import generate_password_hash

WORD = "stock"
OWN, FOREIGN = 1, 2
"""The district of who is logged in, and another; also the keys of their kids."""
TYPED = {
    "name": "own kid", "district": "1", "secret": "bbb", "state": "new", "active": "y",
    "colour": "red",
}  # fmt: skip
"""What a browser sends of a whole kid."""


class StockSession(FlaskSession):
    """Finds its own database, whatever the fixtures of the portal do to theirs."""

    get_bind = FlaskSession.get_bind


class ToyBase(DeclarativeBase):
    """A registry apart, so that no toy is taken for one of the project's tables."""


class Colour(enum.Enum):
    """A closed set."""

    red = "red"
    green = "green"


class Kid(ToyBase):
    """A record of one district, with what must not be seen and what is hard to type."""

    __tablename__ = "kid"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60), unique=True)
    district: Mapped[int]
    secret: Mapped[str] = mapped_column(sa.String(60), default="")
    state: Mapped[str] = mapped_column(sa.String(20), default="new")
    active: Mapped[bool] = mapped_column(default=True)
    colour: Mapped[Colour | None]
    settings: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    seen: Mapped[datetime | None]
    parts: Mapped[list[Part]] = relationship(back_populates="kid")

    def __repr__(self) -> str:
        """Return the name."""
        return self.name


class Part(ToyBase):
    """What belongs to a kid."""

    __tablename__ = "part"

    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(sa.String(60))
    kid_id: Mapped[int | None] = mapped_column(sa.ForeignKey("kid.id"))
    kid: Mapped[Kid | None] = relationship(back_populates="parts")


class PartView(ModelView):
    """Stock pages of parts."""

    datamodel = SQLAInterface(Part)
    list_columns = ["label"]  # noqa: RUF012 - stock's form


class KidView(ModelView):
    """Stock pages of kids, narrowed to a district by the stock means."""

    datamodel = SQLAInterface(Kid)
    base_filters = [["district", FilterEqualFunction, lambda: OWN]]  # noqa: RUF012 - stock's form
    list_columns = ["name", "colour", "settings", "seen"]  # noqa: RUF012 - stock's form
    related_views = [PartView]  # noqa: RUF012 - stock's form

    @action("approve", "Approve", "Sure?", "fa-rocket")
    def approve(self, items):
        """Approve one kid, or several."""
        for one in items if isinstance(items, list) else [items]:
            one.state = "approved"
        self.datamodel.session.commit()
        return "done"


class KidApi(ModelRestApi):
    """Stock REST of kids."""

    resource_name = "kids"
    datamodel = SQLAInterface(Kid)
    allow_browser_login = True
    base_filters = KidView.base_filters


class PartApi(ModelRestApi):
    """Stock REST of parts."""

    resource_name = "parts"
    datamodel = SQLAInterface(Part)
    allow_browser_login = True


class StockDesk:
    """A browser at the stock application; what is deprecated there is not the matter."""

    def __init__(self, app: Flask, session: Any) -> None:
        self.app = app
        self.session = session
        self.client = app.test_client()

    def get(self, path: str, **more):
        return self.open("GET", path, **more)

    def open(self, method: str, path: str, **more):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return self.client.open(path, method=method, **more)

    def post(self, path: str, page: str = "/login/", **data):
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(page).text)
        token = found.group(1) if found else ""
        return self.open("POST", path, data={"csrf_token": token, **data})

    def log_in(self, username: str) -> StockDesk:
        other = StockDesk(self.app, self.session)
        other.post("/login/", username=username, password=WORD)
        return other

    def read(self, statement: Any) -> Any:
        with self.app.app_context():
            return self.session.scalar(statement)


def build(folder: Any) -> StockDesk:
    """Return a visitor of a new stock application without any toys."""
    app = Flask("stock")
    app.config.update(
        SECRET_KEY="stock",
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder}/stock.db",
        FAB_UPDATE_PERMS=False,
        FAB_ADD_SECURITY_API=True,
        FAB_ROLES={"Boss": [[".*", ".*"]], "Narrow": [["KidView", "can_list|can_show"]]},
    )
    db = SQLA(session_options={"class_": StockSession})
    db.init_app(app)
    with app.app_context(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        builder = AppBuilder(app, db.session)
        for view in (PartView, KidView):
            builder.add_view_no_menu(view)
        for api in (KidApi, PartApi):
            builder.add_api(api)
        ToyBase.metadata.create_all(db.engine)
        _add_users(builder.sm, db.session)
    return StockDesk(app, db.session)


def _add_users(manager: Any, session: Any) -> None:
    for name in ("Boss", "Narrow", "Stored"):
        role = manager.find_role(name) or manager.add_role(name)
        word = generate_password_hash(WORD, "pbkdf2:sha256:1")
        session.add(
            User(username=name, first_name=name, last_name=name, email=name, active=True,
                 roles=[role], password=word)
        )  # fmt: skip
    _store_right(manager, "can_list", "KidView")
    session.commit()


def _store_right(manager: Any, permission: str, view: str) -> None:
    right = manager.add_permission_view_menu(permission, view)
    manager.add_permission_role(manager.find_role("Stored"), right)


def fill(session: Any) -> None:
    """Bring the toys back to what they were at first."""
    for model in (Part, Kid):
        session.execute(sa.delete(model))
    session.add(Kid(id=OWN, name="own kid", district=OWN, secret="bbb", colour=Colour.red))
    session.add(Kid(id=FOREIGN, name="foreign kid", district=FOREIGN, secret="aaa"))
    session.add(Kid(id=3, name="third kid", district=OWN, secret="aab"))
    session.add(Part(id=1, label="a part", kid_id=OWN))
    session.commit()
