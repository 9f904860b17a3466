"""How does somebody keep the way a list is set up, and share it with a role?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.exceptions import JifenError, NotScoped
from app.schema.base import Base
from app.schema.entity import Role
from app.schema.words import N_
from app.security.actor import Actor
from app.services import audit
from models.saved_view import SavedView

MOST_VIEWS = 50
LONGEST_NAME = 40
MOST_ARGUMENTS = 40
PLACES = frozenset({"after", "before", "from", "view", "build"})
"""Arguments of an address that say where in a list one stands, not which list it is."""


class ViewRefused(JifenError):
    """A view cannot be kept like this."""


class NoAddress(ViewRefused):
    """What was sent holds more arguments than a list has."""

    msgid = N_("What you sent could not be accepted.")


class NoName(ViewRefused):
    """The view has no name, or a longer one than fits."""

    msgid = N_("Give the view a name of at most 40 characters.")


class NameTaken(ViewRefused):
    """The user has a view of this name on the same list."""

    msgid = N_("You have a view of this name already. Choose another name.")


class TooMany(ViewRefused):
    """The user keeps as many views as anybody may."""

    msgid = N_("You keep 50 views of this list already. Delete one first.")


class MayNotShare(ViewRefused):
    """The user may not share views of this list."""

    msgid = N_("You may not share views of this list with others.")


def views_of(session: Session, model: type[Base], who: Actor) -> list[SavedView]:
    """Return the user's views of a list and those shared with the own role, own ones first."""
    query = sa.select(SavedView).where(SavedView.entity == model.__name__)
    own_first = (SavedView.user_id != who.user_id, SavedView.id)
    rows = list(session.scalars(query.order_by(*own_first).limit(4 * MOST_VIEWS)))
    return sorted(rows, key=lambda row: (row.user_id != who.user_id, not row.pinned, row.name))


@dataclass(frozen=True)
class Wish:
    """What somebody asked for when keeping a view."""

    name: str
    query: str = ""
    role: str = ""
    pinned: bool = False


def noted(session: Session, row: SavedView, action: str, now: datetime) -> None:
    """Write down that a view was kept, changed, shared or deleted, and how it is then."""
    session.flush()
    kept = {"list": row.entity, "name": row.name, "filter": row.query}
    more = {"shared_with": row.shared_role or "", "pinned": row.pinned}
    audit.record(session, action, "SavedView", row.id, now=now, details={**kept, **more})


def save(session: Session, model: type[Base], who: Actor, wish: Wish, now: datetime) -> SavedView:
    """Keep the filter of an address under a name."""
    own = [row for row in views_of(session, model, who) if row.user_id == who.user_id]
    if len(own) > MOST_VIEWS:
        raise TooMany
    row = SavedView(user_id=who.user_id, entity=model.__name__, query=plain_query(wish.query))
    row.pinned = wish.pinned
    rename(session, row, wish.name, own)
    share(model, row, who, wish.role)
    session.add(row)
    noted(session, row, "save_view", now)
    session.commit()
    return row


def rename(session: Session, row: SavedView, name: str, own: Sequence[SavedView]) -> None:
    """Give the view another name that none of the user's others has."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise NoName
    with session.no_autoflush:
        if any(one.name == name and one is not row for one in own):
            raise NameTaken
    row.name = name


def share(model: type[Base], row: SavedView, who: Actor, role: str) -> None:
    """Share the view with a role, or with nobody."""
    if role and role not in sharing_roles(model, who):
        raise MayNotShare
    row.shared_role = role or None


def sharing_roles(model: type[Base], who: Actor) -> list[str]:
    """Return the roles with which the user may share views: those that see the list."""
    entity = model.__entity__
    if not who.has(*entity.sharing):
        return []
    return [role.value for role in Role if entity.access.get(role)]


def own_view(session: Session, model: type[Base], who: Actor, pk: int) -> SavedView:
    """Return one of the user's own views; another's is as little found as none."""
    row = session.get(SavedView, pk)
    if row is None or row.user_id != who.user_id or row.entity != model.__name__ or not row.name:
        raise NotScoped
    return row


def usual(session: Session, model: type[Base], who: Actor) -> SavedView:
    """Return how the user usually sees the list, to be changed and committed."""
    rows = views_of(session, model, who)
    found = next((row for row in rows if not row.name and row.user_id == who.user_id), None)
    if found is None:
        found = SavedView(user_id=who.user_id, entity=model.__name__, name="")
        session.add(found)
    return found


def plain_query(text: str) -> str:
    """Return the arguments of an address that say which rows a list shows, in which order."""
    kept = {key: value for key, value in arguments_of(text).items() if key not in PLACES}
    return urlencode(kept)[:4000]


def arguments_of(text: str) -> dict[str, str]:
    """Return the arguments of an address as a page reads them: of each name the first."""
    try:
        pairs = parse_qsl(text.lstrip("?"), max_num_fields=MOST_ARGUMENTS)
    except ValueError:
        raise NoAddress from None
    return dict(reversed(pairs))
