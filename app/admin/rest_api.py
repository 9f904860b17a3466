"""What does the REST resource of an entity answer? The same rows, fields and masks as the pages."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from flask import Response, jsonify, request
from flask_appbuilder.api import BaseApi, expose, protect
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict

from app.admin.columns import shown_columns, shown_fields
from app.admin.listing import listing
from app.admin.office_form import (
    constraint_sentence,
    fill,
    form_class,
    offer_links,
    stale_sentence,
    version_of,
)
from app.errors import answer
from app.exceptions import NotScoped
from app.extensions import clock, db
from app.forms.kinds import DocumentField
from app.schema.base import Base
from app.schema.choices import Choice
from app.security.actor import actor
from app.security.field_rights import seen
from app.services import audit
from app.services.transitions import available_for
from models.application import Application

NOT_FOUND, CONFLICT, UNPROCESSABLE = 404, 409, 422


class PortalRestApi(BaseApi):
    """List, read, add and change the records of one entity as JSON."""

    model: ClassVar[type[Base]]
    allow_browser_login = True
    csrf_exempt = False
    openapi_spec_tag = "portal"

    @property
    def session(self) -> Session:
        """Return the request's session."""
        session: Session = db.session()
        return session

    @expose("/", methods=["GET"])
    @protect()
    def list(self) -> Response:
        """Answer one page of the rows in scope."""
        page = listing(self.session, self.model, request.args)
        columns = tuple(shown_columns(self.model))
        rows = [self._as_json(row, columns) for row in page.rows]
        self._log([row["id"] for row in rows])
        return jsonify(count=page.count, capped=page.count.capped, result=rows)

    @expose("/<int:pk>", methods=["GET"])
    @protect()
    def show(self, pk: int) -> Any:
        """Answer one record, with the actions that are possible on it now."""
        row = self.session.get(self.model, pk)
        if row is None:
            return answer(NOT_FOUND, NotScoped.msgid)
        self._log([pk])
        found = self._as_json(row, tuple(shown_fields(self.model)))
        if isinstance(row, Application):
            found["actions"] = [
                one.name for one in available_for(self.session, row, actor(), clock())
            ]
        if self.appbuilder.sm.has_access("can_edit", self.class_permission_name):
            found["version"] = version_of(row)
        return jsonify(result=found)

    @expose("/", methods=["POST"])
    @protect()
    def add(self) -> Any:
        """Add a record."""
        return self._save(self.model(), 201)

    @expose("/<int:pk>", methods=["PUT"])
    @protect()
    def edit(self, pk: int) -> Any:
        """Change a record; what is not sent stays."""
        lock: Any = {"of": self.model}
        row = self.session.get(self.model, pk, with_for_update=lock)
        return answer(NOT_FOUND, NotScoped.msgid) if row is None else self._save(row, 200)

    def _save(self, row: Any, status: int) -> Any:
        sent = request.get_json(silent=True)
        # None, not an empty form: of that each box not ticked would count as an answer.
        form = form_class(self.model)(None, obj=row if row.id else None, meta={"csrf": False})
        if not isinstance(sent, dict) or not set(sent) <= set(form.data):
            return answer(UNPROCESSABLE, "What you sent could not be accepted.")
        if row.id and sent.get("version") != version_of(row):
            return _problem(CONFLICT, {"version": [stale_sentence()]})
        texts = {**_texts(form), **{name: _text(form[name], v) for name, v in sent.items()}}
        kept = form_class(self.model)(MultiDict(texts), meta={"csrf": False})
        offer_links(kept, self.session)
        if not kept.validate():
            return _problem(UNPROCESSABLE, kept.errors)
        return self._write(kept, row, status)

    def _write(self, form: Any, row: Any, status: int) -> Any:
        action = "edit" if row.id else "add"
        fill(form, row, self.session, clock())
        self.session.add(row)
        try:
            self.session.flush()
            audit.record(self.session, action, self.model.__name__, row.id, now=clock())
            self.session.commit()
        except IntegrityError as clash:
            self.session.rollback()
            name, sentence = constraint_sentence(self.model, clash)
            return _problem(CONFLICT, {name or "": [sentence]})
        except StaleDataError:
            self.session.rollback()
            return _problem(CONFLICT, {"version": [stale_sentence()]})
        except NotScoped:
            self.session.rollback()
            return answer(UNPROCESSABLE, "This lies outside your district.")
        return jsonify(id=row.id), status

    def _as_json(self, row: Any, names: tuple[str, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {"id": row.id}
        for name in names:
            found[name] = _plain(seen(self.model, name, getattr(row, name), actor()))
        return found

    def _log(self, ids: Any) -> None:
        if ids and self.model.__entity__.scope.account:
            more = {"ids": ids, "door": "rest"}
            audit.record_read(self.session, self.model.__name__, "", now=clock(), details=more)


def _plain(value: Any) -> Any:
    if isinstance(value, Choice):
        return value.name
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if value is None or isinstance(value, (str, int, bool, dict, list)):
        return value
    return {"id": value.id, "name": str(value)}


def _texts(form: Any) -> dict[str, Any]:
    return {field.name: _text(field, field.data) for field in form if field.data is not None}


def _text(field: Any, value: Any) -> str | list[str]:
    """Return a value as a browser would send it for the field."""
    if isinstance(field, DocumentField):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return [str(one) for one in value]
    if isinstance(value, bool):
        return "y" if value else ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M")
    return "" if value is None else str(value)


def _problem(status: int, errors: Any) -> Any:
    body = {str(name or "record"): [str(one) for one in found] for name, found in errors.items()}
    problem = jsonify(
        type="about:blank", title=gettext("What you sent could not be accepted."), status=status,
        errors=body,
    )  # fmt: skip
    problem.mimetype = "application/problem+json"
    return problem, status
