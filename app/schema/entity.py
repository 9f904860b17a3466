"""How does a class say what it is for the office: who sees it, which rows, under which menu?"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.schema.words import N_

if TYPE_CHECKING:
    from app.schema.charts import Chart
    from app.schema.commands import Command
    from app.schema.retention import Retention


class Role(enum.StrEnum):
    """Who acts: the built-in roles of the portal; the office composes others from them."""

    guardian = enum.auto()
    clerk = enum.auto()
    reviewer = enum.auto()
    senior_reviewer = enum.auto()
    supervisor = enum.auto()
    help_desk = enum.auto()
    auditor = enum.auto()
    security_officer = enum.auto()
    read_only = enum.auto()
    system = enum.auto()


IMPLIED: Mapping[Role, frozenset[Role]] = {
    Role.senior_reviewer: frozenset({Role.reviewer}),
    Role.supervisor: frozenset({Role.senior_reviewer, Role.reviewer}),
}
"""A senior reviewer may do what a reviewer may; a supervisor what both may."""


def with_implied(roles: frozenset[Role]) -> frozenset[Role]:
    """Return ``roles`` and all roles that they contain."""
    return roles.union(*(IMPLIED.get(role, frozenset()) for role in roles))


class Can(enum.Flag):
    """What a role may do with the rows of an entity that are in its scope."""

    nothing = 0
    list = enum.auto()
    show = enum.auto()
    add = enum.auto()
    edit = enum.auto()
    delete = enum.auto()
    reveal = enum.auto()
    export = enum.auto()
    correct = enum.auto()
    """Correct single fields, each with a reason; whoever may edit may do this too."""
    import_ = enum.auto()


READ = Can.list | Can.show
WRITE = READ | Can.add | Can.edit


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Which rows of an entity an actor may reach; without any of these, only the system may.

    ``district``, ``account`` and ``user`` name the columns that hold the owner of a row.
    ``overseers``: roles that reach the rows of every ``user``, not their own alone.
    ``shared_role`` names the column with a role that reads a user's row as well.
    ``staff``: all staff reach all rows. ``everyone``: readable by anybody, changed by staff.
    ``append``: rows may be added but nobody, the system included, changes or removes them.
    """

    district: str | None = None
    account: str | None = None
    user: str | None = None
    overseers: tuple[Role, ...] = ()
    shared_role: str | None = None
    staff: bool = False
    everyone: bool = False
    append: bool = False


CASE = Scope(district="district_id", account="account_id")
"""Rows of one family's case: its own account, and the staff of its district."""
CASE_LOG = Scope(district="district_id", account="account_id", append=True)
OFFICE_CASE = Scope(district="district_id")
"""Rows about a case that its family does not see."""
OPEN = Scope(everyone=True)
STAFF_ONLY = Scope(staff=True)
SYSTEM_ONLY = Scope()


@dataclass(frozen=True, kw_only=True)
class Entity:
    """The declaration of one entity; list, forms, REST, roles and docs are derived from it.

    ``columns`` and ``search`` name what leads its lists, in their order; a field whose own line
    says ``listed=True`` or ``searched=True`` follows them by itself.

    ``quick`` names the relations whose own quick fields find its rows in the one search box.

    ``children`` names relations whose records are edited in its form.
    ``natural_key`` names the columns by which an imported row finds the record that it changes;
    without them every imported row is a new record.

    ``acts`` names the rights that pages written by hand ask for, with the roles that hold them.
    ``commands``: what one does with a row from its list or page, each under the name of its act.

    ``fieldsets`` groups its fields under headings, on the detail page and in the form; a field
    that no group names stands in a last one. ``recorded``: every write of a row leaves what
    changed in the history; logs, which are never changed by hand, keep none of themselves.
    """

    label: str
    plural: str
    menu: str | None
    columns: tuple[str, ...]
    scope: Scope
    access: Mapping[Role, Can] = field(default_factory=dict)
    search: tuple[str, ...] = ()
    quick: tuple[str, ...] = ()
    order: tuple[str, ...] = ("id",)
    newest_first: bool = True
    tabs: str | None = None
    sharing: tuple[Role, ...] = (Role.senior_reviewer, Role.supervisor)
    """Who may share saved views of the list with a role."""
    related: tuple[str, ...] = ()
    fieldsets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    children: tuple[str, ...] = ()
    icon: str = "folder"
    workflow: bool = False
    natural_key: tuple[str, ...] = ()
    acts: Mapping[str, frozenset[Role]] = field(default_factory=dict)
    commands: Mapping[str, Command] = field(default_factory=dict)
    purpose: str = ""
    recorded: bool = True
    retention: Retention | None = None
    """How long its records are kept; a field may say otherwise of itself."""
    charts: tuple[Chart, ...] = ()
    """What the dashboard shows of it, in this order."""

    @property
    def granted(self) -> Can:
        """Return everything that some role may do."""
        total = Can.nothing
        for can in self.access.values():
            total |= can
        return _whole(total)

    def allows(self, roles: frozenset[Role]) -> Can:
        """Return what an actor with these roles may do."""
        total = Can.nothing
        for role in with_implied(roles):
            total |= self.access.get(role, Can.nothing)
        return _whole(total)

    def acts_of(self, roles: frozenset[Role]) -> list[str]:
        """Return the acts for which an actor with these roles has the right."""
        held = with_implied(roles)
        return [name for name, who in self.acts.items() if held & who]


def _whole(can: Can) -> Can:
    """Return the rights with those that they contain."""
    return can | Can.correct if Can.edit in can else can


MENUS = (N_("Review"), N_("Families"), N_("Policy"), N_("Records"), N_("Administration"))
"""Menu groups of the portal, in their order."""
