"""How do views, REST and menu entries come from the declarations? No entity is named here."""

from __future__ import annotations

import re
from typing import Any

from flask_appbuilder import AppBuilder
from flask_appbuilder.models.sqla.interface import SQLAInterface
from flask_babel import lazy_gettext

from app.admin.model_view import PortalModelView, routes
from app.admin.rest_api import PortalRestApi, methods_of
from app.admin.right_names import right_of
from app.schema.base import Base
from app.schema.entity import MENUS, Can
from app.schema.registry import entities
from app.workflow.transitions import TRANSITIONS

MENU_ICONS = dict(
    zip(MENUS, ("list-check", "users", "calendar", "history", "settings"), strict=True)
)


def route(model: type[Base]) -> str:
    """Return the address of an entity, plural and kebab-case: AdmissionRound → admission-rounds."""
    return address(model.__name__)


def address(name: str) -> str:
    """Return the address of the entity whose class is called so."""
    words = re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()
    if words.endswith("y") and not words.endswith("ey"):
        return words[:-1] + "ies"
    return words + ("es" if words.endswith(("s", "x", "ch", "sh")) else "s")


def permissions(model: type[Base]) -> list[str]:
    """Return every permission on the entity: what its roles may do, its acts and transitions."""
    entity = model.__entity__
    names = [right_of(can) for can in Can if can in entity.granted]
    names += entity.acts
    if entity.workflow:
        names += [row.name for row in TRANSITIONS.values() if row.by_staff]
    return names


def build_view(model: type[Base]) -> type[PortalModelView]:
    """Return the portal view of ``model``; everything in it is derived from its declaration."""
    granted = [can.name for can in Can if can in model.__entity__.granted and can.name]
    return type(
        f"{model.__name__}View",
        (PortalModelView,),
        {
            "model": model,
            "datamodel": SQLAInterface(model),
            "route_base": f"/{route(model)}",
            "class_permission_name": model.__name__,
            "base_permissions": permissions(model),
            "include_route_methods": routes(granted) | _of_commands(model),
        },
    )


def _of_commands(model: type[Base]) -> set[str]:
    return {"do"} if model.__entity__.commands else set()


def build_api(model: type[Base]) -> type[PortalRestApi]:
    """Return the REST resource of ``model``, with the same permissions as its view."""
    return type(
        f"{model.__name__}Api",
        (PortalRestApi,),
        {
            "model": model,
            "resource_name": route(model),
            "class_permission_name": model.__name__,
            "base_permissions": permissions(model),
            "include_route_methods": methods_of(model),
        },
    )


def register_all(builder: AppBuilder, models: dict[str, type[Base]] | None = None) -> None:
    """Add view and REST of every entity, and its menu entry in the order of the menus."""
    found = list((models or entities()).values())
    for model in sorted(found, key=_place):
        entity = model.__entity__
        view: Any = build_view(model)
        if entity.menu is None:
            builder.add_view_no_menu(view)
        else:
            builder.add_view(
                view,
                f"{model.__name__}.menu",
                label=lazy_gettext(entity.plural),
                icon=entity.icon,
                category=entity.menu,
                category_label=lazy_gettext(entity.menu),
                category_icon=MENU_ICONS[entity.menu],
            )
        builder.add_api(build_api(model))


def _place(model: type[Base]) -> tuple[int, bool, str]:
    entity = model.__entity__
    menu = MENUS.index(entity.menu) if entity.menu else len(MENUS)
    return menu, not entity.workflow, model.__name__
