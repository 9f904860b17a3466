"""How does a program learn what the resources answer? From a document made of the declarations."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, jsonify, request
from flask_appbuilder.api import BaseApi, expose
from flask_babel import gettext

from app.admin.rest_actions import answers_schema, staff_transitions
from app.admin.rest_api import PortalRestApi
from app.admin.rest_corrections import correction_schema
from app.admin.rest_guard import logged_in
from app.admin.rest_operations import Told, action, operations
from app.admin.rest_schema import Schema, body_schema, record_schema, row_schema
from app.problems import KIND

ROOT = "/api/v1"
PROBLEM: Schema = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "description": f"about:blank, or a name under {KIND}"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What happened, in a sentence."},
        "instance": {"type": "string", "description": "Name of this request in the log."},
        "errors": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
            "description": "What is wrong, by field; record stands for the whole.",
        },
    },
}
RECEIPT: Schema = {
    "type": "object",
    "required": ["id", "action", "status", "proposed"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "integer"},
        "action": {"type": "string"},
        "status": {"type": "string"},
        "proposed": {"type": "boolean", "description": "Another person must confirm it."},
    },
}
SECURITY: dict[str, Any] = {
    "token": {"type": "http", "scheme": "bearer", "description": "An access token."},
    "session": {"type": "apiKey", "in": "cookie", "name": "jf_s",
                "description": "A log-in of the portal; changes also need X-CSRFToken."},
}  # fmt: skip
METHODS = {
    "list": "can_list", "show": "can_show", "add": "can_add", "edit": "can_edit",
    "correct": "can_edit", "delete": "can_delete", "rectify": "can_correct",
}  # fmt: skip


class OpenApi(BaseApi):
    """The description of every resource, as far as its reader may use it."""

    route_base = ROOT
    csrf_exempt = False
    base_permissions: list[str] = []

    @expose("/_openapi", methods=["GET"])
    def openapi(self) -> Response:
        """Answer the document (OpenAPI 3.1)."""
        logged_in()
        return jsonify(document(self.appbuilder))


def document(builder: Any) -> dict[str, Any]:
    """Return the document for the reader: what may not be done, or seen, is not in it."""
    schemas: Schema = {"Problem": PROBLEM, "Receipt": RECEIPT}
    paths: dict[str, Any] = {}
    tags = []
    for api in builder.baseviews:
        if isinstance(api, PortalRestApi) and _parts(api):
            told = _told(api, schemas)
            paths |= operations(told)
            paths |= _actions(api, told, schemas)
            tags.append({"name": told.name, "description": gettext(api.model.__entity__.plural)})
    security = {**SECURITY, "session": {**SECURITY["session"], "name": _cookie()}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "jifen", "version": "1", "description": gettext("Resources")},
        "servers": [{"url": f"{request.script_root}{ROOT}"}],
        "security": [{"token": []}, {"session": []}],
        "tags": tags,
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": security},
    }


def _cookie() -> str:
    return str(current_app.config["SESSION_COOKIE_NAME"])


def _parts(api: PortalRestApi) -> set[str]:
    """Return the methods of a resource that the reader may use."""
    offered = api.include_route_methods or set()
    return {name for name, right in METHODS.items() if name in offered and api.may(right)}


def _told(api: PortalRestApi, schemas: Schema) -> Told:
    """Return what is told of a resource, and put its schemas among the others."""
    model, parts = api.model, _parts(api)
    name = model.__name__
    actions = [row.name for row in staff_transitions(api)] if model.__entity__.workflow else []
    made = {"Row": row_schema(model)} if "list" in parts else {}
    shown = record_schema(model, actions)
    if "show" not in parts:
        shown = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}
    made |= {"": shown} if parts & {"show", "add", "edit", "rectify"} else {}
    made |= {"Whole": body_schema(model, whole=True)} if parts & {"add", "edit"} else {}
    made |= {"Part": body_schema(model, whole=False)} if "correct" in parts else {}
    made |= {"Correction": correction_schema(model)} if "rectify" in parts else {}
    schemas |= {f"{name}{suffix}": schema for suffix, schema in made.items()}
    return Told(model=model, name=name, path=f"/{api.resource_name}/", parts=parts)


def _actions(api: PortalRestApi, told: Told, schemas: Schema) -> dict[str, Any]:
    """Return one path for each transition that the reader may carry out."""
    if not told.model.__entity__.workflow:
        return {}
    found = {}
    for row in staff_transitions(api):
        name = "".join(word.title() for word in row.name.split("_"))
        schemas[f"{name}Answers"] = answers_schema(row)
        path, told_of = action(told, row, f"{name}Answers")
        found[path] = told_of
    return found
