"""Which operations has a resource, with which parameters, bodies and answers?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from app.admin.rest_schema import KEY, Schema, published_schema
from app.problems import MEDIA_TYPE, TITLES
from app.schema.base import Base
from app.workflow.transition import Transition

JSON = "application/json"
COMMON = (401, 403, 404, 406, 429, 500, 503)
READING = (*COMMON, 400)
WRITING = (*COMMON, 400, 409, 413, 415, 422)
LOCKED = (*WRITING, 412, 428)
PK: Schema = {"name": "id", "in": "path", "required": True, "schema": KEY}
IF_MATCH: Schema = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "pattern": r'^"[0-9a-f]{1,64}(\.[0-9a-f]{16})?"$'},
    "description": "The ETag of the answer that was read.",
}
IF_NONE_MATCH: Schema = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The ETag of an answer that is at hand; one that is none counts for nothing.",
}
IDEMPOTENCY: Schema = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "pattern": r"^[A-Za-z0-9_-]{8,64}$"},
    "description": "The same key with the same answers is carried out once.",
}
ETAG: dict[str, Any] = {"ETag": {"schema": {"type": "string"}, "required": True}}


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a reader is told of one resource."""

    model: type[Base]
    name: str
    path: str
    parts: set[str]


def ref(name: str) -> Schema:
    """Return the reference to a schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def _errors(codes: tuple[int, ...]) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": ref("Problem")}}
    return {str(code): {"description": gettext(TITLES[code]), "content": content}
            for code in sorted(codes)}  # fmt: skip


def _result(name: str, status: str = "200", **headers: Any) -> dict[str, Any]:
    schema = {"type": "object", "required": ["result"], "properties": {"result": ref(name)}}
    told = {"description": "", "content": {JSON: {"schema": schema}}}
    return {status: told | ({"headers": headers} if headers else {})}


def _body(name: str, *, required: bool = True) -> dict[str, Any]:
    return {"required": required, "content": {JSON: {"schema": ref(name)}}}


def operations(told: Told) -> dict[str, Any]:
    """Return the paths of a resource's list and of its records."""
    makers = {"list": _list, "add": _add, "show": _show, "edit": _edit, "correct": _correct,
              "delete": _delete}  # fmt: skip
    many: dict[str, Any] = {}
    one: dict[str, Any] = {}
    for part, make in makers.items():
        if part in told.parts:
            method, operation = make(told)
            place = many if part in {"list", "add"} else one
            place[method] = {**operation, "tags": [told.name],
                             "operationId": f"{part}{told.name}"}  # fmt: skip
    shared = {"parameters": [PK]}
    found = {told.path: many} if many else {}
    found |= {f"{told.path}{{id}}": {**shared, **one}} if one else {}
    right = {
        "tags": [told.name],
        "operationId": f"rectify{told.name}",
        **_change(told, "Correction"),
    }
    by_reason = {f"{told.path}{{id}}/corrections": {**shared, "post": right}}
    return found | (by_reason if "rectify" in told.parts else {})


def _list(told: Told) -> tuple[str, dict[str, Any]]:
    asked = [
        {"name": name, "in": "query", "required": False, "schema": schema}
        for name, schema in published_schema(told.model).items()
    ]
    address = {"type": ["string", "null"]}
    schema = {
        "type": "object",
        "required": ["count", "capped", "result", "next", "prev"],
        "properties": {
            "count": {"type": "integer"},
            "capped": {"type": "boolean", "description": "There are more than were counted."},
            "result": {"type": "array", "items": ref(f"{told.name}Row")},
            "next": address,
            "prev": address,
        },
    }
    link = {"Link": {"schema": {"type": "string"}, "required": False}}
    answer = {"description": "", "content": {JSON: {"schema": schema}}, "headers": link}
    return "get", {"parameters": asked, "responses": {"200": answer, **_errors(READING)}}


def _show(told: Told) -> tuple[str, dict[str, Any]]:
    same = {"304": {"description": "The answer that If-None-Match names still holds."}}
    return "get", {
        "parameters": [IF_NONE_MATCH],
        "responses": {**_result(told.name, **ETAG), **same, **_errors(READING)},
    }


def _add(told: Told) -> tuple[str, dict[str, Any]]:
    where: dict[str, Any] = {"Location": {"schema": {"type": "string"}, "required": True}, **ETAG}
    return "post", {
        "requestBody": _body(f"{told.name}Whole"),
        "responses": {**_result(told.name, "201", **where), **_errors(WRITING)},
    }


def _edit(told: Told) -> tuple[str, dict[str, Any]]:
    return "put", _change(told, "Whole")


def _correct(told: Told) -> tuple[str, dict[str, Any]]:
    return "patch", _change(told, "Part")


def _change(told: Told, suffix: str) -> dict[str, Any]:
    return {
        "parameters": [IF_MATCH],
        "requestBody": _body(f"{told.name}{suffix}"),
        "responses": {**_result(told.name, **ETAG), **_errors(LOCKED)},
    }


def _delete(told: Told) -> tuple[str, dict[str, Any]]:  # noqa: ARG001 - one signature
    gone = {"204": {"description": "Deleted."}}
    codes = tuple(code for code in LOCKED if code not in {413, 415, 422})
    return "delete", {"parameters": [IF_MATCH], "responses": {**gone, **_errors(codes)}}


def action(told: Told, row: Transition, schema: str) -> tuple[str, dict[str, Any]]:
    """Return path and operation of one transition."""
    operation = {
        "summary": gettext(row.label),
        "operationId": row.name,
        "tags": [told.name],
        "parameters": [IF_MATCH, IDEMPOTENCY],
        "requestBody": _body(schema, required=bool(row.asks)),
        "responses": {**_result("Receipt"), **_errors(LOCKED)},
    }
    return f"{told.path}{{id}}/actions/{row.name}", {"parameters": [PK], "post": operation}
