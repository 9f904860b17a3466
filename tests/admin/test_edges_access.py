"""Who may do what in the portal? What the code grants, and never more by way of the framework."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Permission, PermissionView, User, ViewMenu
from flask_appbuilder.security.sqla.models import Role as PortalRole

from app.admin.permissions import synchronise
from app.admin.roles import STAFF_ROLES, builtin_roles
from app.security.actor import SYSTEM, acting_as
from models import AuditEntry
from tests.admin.conftest import INSIDE
from tests.admin.stock import OWN, Kid
from tests.repository.routes import routes

KIDS = sa.select(sa.func.count(Kid.id))
ABSENT = re.compile(
    r"download|upload/|chart|swagger|openapi|register|action|security/(login|refresh)"
)
"""What the framework offers and the portal does not."""
SCREENS = {"users": "UserDBModelView", "roles": "RoleModelView", "groups": "UserGroupModelView"}


def names(app) -> set[str]:
    return {rule.rule for rule in app.url_map.iter_rules()}


OURS = {"/api/v1/_openapi", "/api/v1/applications/<int:pk>/actions/<string:name>"}
"""The portal's own contract and transitions, which are none of the framework's."""


def test_routes_that_nobody_needs_are_absent(doors, boss):
    found = {rule for rule in names(doors["staff"]) if ABSENT.search(rule)}

    assert found == OURS
    assert len([rule for rule in names(boss.app) if ABSENT.search(rule)]) > 10


def test_no_converter_makes_a_file_column_of_the_framework(doors):
    from flask_appbuilder.models.mixins import FileColumn, ImageColumn

    from app.schema.base import Base

    columns = [one for table in Base.metadata.tables.values() for one in table.columns]

    assert not [one for one in columns if isinstance(one.type, FileColumn | ImageColumn)]


def test_no_post_is_done_without_its_token(supervisor, doors, boss):
    answers = {}
    for route in routes({"staff": doors["staff"]}):
        for method in set(route.methods()) - {"GET"}:
            path = route.path(doors["staff"])
            answer = supervisor.client.open(path, method=method, base_url=INSIDE, json={})
            answers[f"{method} {path}"] = answer.status_code

    assert len(answers) > 40
    assert set(answers.values()) == {400}
    assert boss.open("POST", f"/kidview/delete/{OWN}").status_code == 302
    assert boss.read(KIDS) == 2


def test_no_get_deletes(supervisor, office, boss):
    for name in ("applications", "districts", "users", "roles", "groups"):
        assert supervisor.get(f"/{name}/delete/1").status_code in {404, 405}
    boss.get(f"/kidview/delete/{OWN}")
    assert boss.read(KIDS) == 2


def grants(manager, role, permission: str, view: str) -> bool:
    return bool(manager._has_access_builtin_roles(role, permission, view))


def test_a_grant_is_matched_whole(doors, visitor):
    """Stock takes a grant for every name that begins with it."""
    ours, theirs = doors["staff"].appbuilder.sm, visitor.app.appbuilder.sm
    role = PortalRole(name="reviewer")

    assert grants(ours, role, "can_list", "Application")
    assert not grants(ours, role, "can_list", "ApplicationSecret")
    assert not grants(ours, role, "can_list_all", "Application")
    assert grants(theirs, PortalRole(name="Narrow"), "can_list_all", "KidViewSecret")


def test_a_right_that_the_code_no_longer_knows_is_taken_away(doors, office, session, visitor):
    builder = doors["staff"].appbuilder
    with doors["staff"].app_context(), acting_as(SYSTEM):
        grant_old(session)

        assert synchronise(builder, session) == (0, 1)
        assert synchronise(builder, session) == (0, 0)
        session.expire_all()
        assert session.scalars(sa.select(PortalRole).filter_by(name="old")).one().permissions == []
    with visitor.app.app_context():
        own = visitor.session
        grant_old(own)
        visitor.app.appbuilder.add_permissions(update_perms=True)
        role = own.scalars(sa.select(PortalRole).filter_by(name="old")).one()
        assert len(role.permissions) == 1
        clear_old(own, role)


def grant_old(session) -> None:
    view = session.scalars(
        sa.select(ViewMenu).where(ViewMenu.name.in_(["Application", "KidView"]))
    ).first()
    view = view or ViewMenu(name="KidView")
    right = PermissionView(permission=Permission(name="old_act"), view_menu=view)
    session.add(PortalRole(name="old", permissions=[right]))
    session.commit()


def clear_old(session, role) -> None:
    right = role.permissions[0]
    session.delete(role)
    session.flush()
    session.delete(right)
    session.flush()
    session.delete(right.permission)
    session.commit()


def test_admin_is_a_name_without_rights(office, session):
    with acting_as(SYSTEM):
        for name in ("Admin", "Public"):
            role = session.scalars(sa.select(PortalRole).filter_by(name=name)).one()
            assert role.permissions == []
            assert name not in builtin_roles()


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_no_role_of_the_code_changes_users_roles_or_passwords(log_in, session, role):
    desk = log_in(role, None)
    user = me(session, f"{role.value}.None")
    admin = session.scalar(sa.select(PortalRole.id).filter_by(name="Admin"))
    page = "/resetmypassword/form"

    for path in (f"/users/edit/{user.id}", "/users/add", "/roles/edit/1", "/roles/add",
                 "/groups/add", f"/resetpassword/form?pk={user.id}"):  # fmt: skip
        assert desk.get(path).status_code == 403
        assert desk.post(path, page, roles=[admin], name="x").status_code == 403
    assert [one.name for one in me(session, user.username).roles] == [role.value]


def me(session, username: str) -> User:
    with acting_as(SYSTEM):
        session.expire_all()
        return session.scalars(sa.select(User).filter_by(username=username)).one()


@pytest.fixture
def administrator(log_in, session, office):
    """Somebody with a composed role that may do all that the stock screens offer."""
    desk = log_in(STAFF_ROLES[0], None)
    with acting_as(SYSTEM):
        views = {*SCREENS.values(), "ResetPasswordView"}
        held = session.scalars(
            sa.select(PermissionView).join(ViewMenu).where(ViewMenu.name.in_(views))
        )
        role = PortalRole(name="composed", permissions=list(held))
        user = me(session, "clerk.None")
        user.roles.append(role)
        session.commit()
    return desk


def user_form(user, roles) -> dict:
    names = ("first_name", "last_name", "username", "email")
    answers = {name: getattr(user, name) for name in names}
    return {**answers, "active": "y", "roles": [one.id for one in roles]}


def acts(session, action: str, entity: str) -> list[str]:
    with acting_as(SYSTEM):
        found = session.scalars(sa.select(AuditEntry).filter_by(action=action, entity=entity))
        return [f"{one.actor_name}:{one.entity_id}" for one in found]


def test_nobody_changes_the_own_rights_by_any_screen(administrator, session):
    user = me(session, "clerk.None")
    supervisor = session.scalars(sa.select(PortalRole).filter_by(name="supervisor")).one()
    own = session.scalars(sa.select(PortalRole).filter_by(name="composed")).one()
    page, role, group = f"/users/edit/{user.id}", f"/roles/edit/{own.id}", "/groups/add"

    administrator.post(page, page, **user_form(user, [*user.roles, supervisor]))
    administrator.post(role, role, name="composed2", permissions=[])
    administrator.post(group, group, name="g", label="g", users=[user.id], roles=[supervisor.id])

    after = me(session, "clerk.None")
    assert sorted(one.name for one in after.roles) == ["clerk", "composed"]
    assert after.groups == []
    assert "不能修改自己的权限" in administrator.get("/users/list/").text


def test_what_is_changed_on_a_stock_screen_is_recorded_with_its_author(
    administrator, reviewer, session
):
    other = me(session, "reviewer.TA")
    clerk = session.scalars(sa.select(PortalRole).filter_by(name="clerk")).one()
    page = f"/users/edit/{other.id}"

    administrator.post(page, page, **user_form(other, [clerk]))

    assert [one.name for one in me(session, "reviewer.TA").roles] == ["clerk"]
    assert acts(session, "edit", "User") == ["王审核:reviewer.TA"]


def test_a_new_user_is_recorded_without_the_password(administrator, session):
    new = User(username="neu", first_name="新", last_name="李", email="neu@example.org")
    clerk = session.scalars(sa.select(PortalRole).filter_by(name="clerk")).one()
    word = "Ein-Neues-Wort-2028-X"

    administrator.post("/users/add", "/users/add", **user_form(new, [clerk]), password=word,
                       conf_password=word)  # fmt: skip

    assert acts(session, "add", "User") == ["王审核:neu"]
    with acting_as(SYSTEM):
        entry = session.scalars(sa.select(AuditEntry).filter_by(action="add")).one()
        assert "password" not in entry.details
        assert word not in str(entry.details)


@pytest.mark.parametrize("pk", ["", "?pk=", "?pk=999999", "?pk=abc", "?pk=²", "?pk=99999999999"])
def test_a_password_is_reset_of_a_user_that_exists_only(administrator, boss, pk):
    page, word = f"/resetpassword/form{pk}", "Ein-Neues-Wort-2028-X"

    answer = administrator.post(page, "/resetpassword/form", password=word, conf_password=word)

    assert answer.status_code in {400, 404}
    stock = boss.post(page, "/resetpassword/form", password=word, conf_password=word)
    assert stock.status_code == 500
