"""What does the REST resource of an entity answer? The same rows, fields and masks as the pages."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import Response, jsonify, request, url_for
from flask_appbuilder.api import BaseApi, expose
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.admin.columns import shown_columns, shown_fields
from app.admin.extra_conditions import extra_as_json
from app.admin.extra_questions import may_read as may_read_extras
from app.admin.listing import Listing, listing
from app.admin.office_form import constraint_sentence, constraint_told
from app.admin.reading import log_read
from app.admin.rest_actions import actions_on, carry_out
from app.admin.rest_bodies import argument_faults, body, faults
from app.admin.rest_corrections import rectify
from app.admin.rest_guard import allowed, logged_in
from app.admin.rest_records import (
    PRECONDITION_FAILED,
    STALE,
    as_json,
    record_answer,
    state_of,
    unread,
)
from app.admin.rest_schema import asked_schema, body_schema
from app.admin.rest_writing import changes, fill_parts, form_of
from app.exceptions import NotScoped
from app.extensions import clock, db
from app.problems import problem, refused
from app.schema.base import Base
from app.schema.entity import Can
from app.security.actor import actor
from app.services import audit

CONFLICT, UNPROCESSABLE = 409, 422
INVALID, TAKEN, OUTSIDE = "invalid", "contradiction", "outside-scope"


class PortalRestApi(BaseApi):
    """List, read, add, change and delete the records of one entity as JSON."""

    model: ClassVar[type[Base]]
    csrf_exempt = False
    """Who comes with a session shows the page's token; who comes with a key has no session."""

    @property
    def session(self) -> Session:
        """Return the request's session."""
        session: Session = db.session()
        return session

    def may(self, name: str) -> bool:
        """Return whether the user, or the key that acts for the user, holds the permission."""
        known = name in self.base_permissions
        return known and bool(self.appbuilder.sm.has_access(name, self.class_permission_name))

    @expose("/", methods=["GET"])
    @allowed("can_list")
    def list(self) -> Response:
        """Answer one page of the rows in scope, with the address of the next."""
        wrong = argument_faults(asked_schema(self.model), request.args)
        wrong.pop("order", None)  # one that is not there is as little found as one that is hidden
        if wrong:
            return refused(400, kind=INVALID, errors=wrong)
        page = listing(self.session, self.model, request.args)
        columns = ["id", *shown_columns(self.model)]
        rows = [as_json(row, dict.fromkeys(columns)) for row in page.rows]
        self._log([row["id"] for row in rows])
        return self._page(page, rows)

    def _page(self, page: Listing, rows: Any) -> Response:
        places = {"next": ("after", page.next_cursor), "prev": ("before", page.prev_cursor)}
        kept = {k: v for k, v in request.args.items() if k not in {"after", "before", "from"}}
        links: dict[str, str | None] = {}
        for rel, (argument, cursor) in places.items():
            values: Any = {**kept, argument: cursor}
            links[rel] = url_for(f"{self.endpoint}.list", **values) if cursor else None
        answer = jsonify(count=page.count, capped=page.count.capped, result=rows, **links)
        named = [f'<{address}>; rel="{rel}"' for rel, address in links.items() if address]
        if named:
            answer.headers["Link"] = ", ".join(named)
        return answer

    @expose("/<int:pk>", methods=["GET"])
    @allowed("can_show")
    def show(self, pk: int) -> Response:
        """Answer one record, with the actions that are possible on it now."""
        row = self._row(pk)
        self._log([pk])
        return record_answer(row, self._told(row))

    @expose("/", methods=["POST"])
    @allowed("can_add")
    def add(self) -> Response:
        """Add a record."""
        return self._save(self.model(), whole=True)

    @expose("/<int:pk>", methods=["PUT"])
    @allowed("can_edit")
    def edit(self, pk: int) -> Response:
        """Set a record anew; what is not sent is empty from now on."""
        return self._save(self._row(pk, lock=True), whole=True)

    @expose("/<int:pk>", methods=["PATCH"])
    @allowed("can_edit")
    def correct(self, pk: int) -> Response:
        """Change a record; what is not sent stays."""
        return self._save(self._row(pk, lock=True), whole=False)

    @expose("/<int:pk>", methods=["DELETE"])
    @allowed("can_delete")
    def delete(self, pk: int) -> Response:
        """Delete a record, with an audit entry."""
        row = self._row(pk, lock=True)
        if (refusal := unread(row)) is not None:
            return refusal
        self._audit("delete", row, {})
        self.session.delete(row)
        try:
            self.session.commit()
        except IntegrityError:
            self.session.rollback()
            sentence = gettext("Other records refer to this one; it was not deleted.")
            return problem(CONFLICT, sentence, kind=TAKEN)
        return Response(status=204)

    @expose("/<int:pk>/actions/<string:name>", methods=["POST"])
    def act(self, pk: int, name: str) -> Response:
        """Carry out a transition of the workflow; each is a right of its own."""
        logged_in()
        return carry_out(self, pk, name)

    @expose("/<int:pk>/corrections", methods=["POST"])
    @allowed("can_correct")
    def rectify(self, pk: int) -> Response:
        """Correct values of a record, with a reason: what was filed as well."""
        refusal = rectify(self, pk, body())
        return refusal or self._kept(self._row(pk), is_new=False)

    def _row(self, pk: int, *, lock: bool = False) -> Any:
        """Return the record in scope; another district's is as little found as none."""
        locked: Any = {"of": self.model} if lock else None
        row = self.session.get(self.model, pk, with_for_update=locked)
        if row is None:
            raise NotScoped
        return row

    def _told(self, row: Any) -> dict[str, Any]:
        """Return what the reader is told of a record; where it may only be added, its number."""
        if not self.may("can_show"):
            return {"id": row.id}
        told = as_json(row, dict.fromkeys(["id", *shown_fields(self.model)]))
        if self.model.__entity__.workflow:
            told["actions"] = actions_on(self, row)
        if may_read_extras(self.model, actor()):
            told["extra"] = extra_as_json(row)
        if self.may("can_edit"):
            told["version"] = state_of(row)
        return told

    def _save(self, row: Any, *, whole: bool) -> Response:
        sent = body()
        wrong = faults(body_schema(self.model, whole=whole), sent)
        if row.id and not wrong and (refusal := unread(row)) is not None:
            return refusal
        given = sent if isinstance(sent, dict) else {}
        form = form_of(self.model, row, given, self.session, whole=whole)
        if not form.validate():
            named = {name: found for name, found in form.errors.items() if name}
            # The form's own sentence says more than that something must be given.
            wrong |= {name: found for name, found in named.items() if name in wrong or not wrong}
            wrong = wrong or {"": form.form_errors}
        if wrong:
            return refused_form(wrong)
        return self._write(form, row, None if whole else sent)

    def _write(self, form: Any, row: Any, sent: Any) -> Response:
        is_new = not row.id
        changed = fill_parts(form, row, sent, self.session, clock())
        self.session.add(row)
        try:
            self.session.flush()
            self._audit("add" if is_new else "edit", row, changed)
            self.session.commit()
        except (IntegrityError, StaleDataError, NotScoped) as failed:
            self.session.rollback()
            return self._explained(failed)
        return self._kept(row, is_new=is_new)

    def _kept(self, row: Any, *, is_new: bool) -> Response:
        answer = record_answer(row, self._told(row), 201 if is_new else 200)
        self._log([row.id])
        if is_new:
            answer.headers["Location"] = url_for(f"{self.endpoint}.show", pk=row.id)
        return answer

    def _explained(self, failed: Exception) -> Response:
        if isinstance(failed, StaleDataError):
            return refused(PRECONDITION_FAILED, kind=STALE)
        if isinstance(failed, IntegrityError):
            name, sentence = constraint_sentence(self.model, failed)
            told = constraint_told(self.model, failed)
            return problem(CONFLICT, told, kind=TAKEN, errors={name or "record": [sentence]})
        sentence = gettext("This lies outside your district.")
        return problem(UNPROCESSABLE, sentence, kind=OUTSIDE)

    def _audit(self, action: str, row: Any, changed: Any) -> None:
        audit.record(
            self.session, action, self.model.__name__, row.id, now=clock(),
            district_id=getattr(row, "district_id", None), details=changes(self.model, changed),
        )  # fmt: skip

    def _log(self, ids: Any) -> None:
        """Write who read records of families, through this door."""
        if self.may("can_show"):
            log_read(self.session, self.model, ids, door="rest")


def refused_form(wrong: Any) -> Response:
    """Return the refusal that says of each field what is wrong with it."""
    named = {name or "record": found for name, found in wrong.items()}
    sentence = gettext("What you sent could not be accepted.")
    return problem(UNPROCESSABLE, sentence, kind=INVALID, errors=named)


def methods_of(model: type[Base]) -> set[str]:
    """Return the methods that the resource has: those for which somebody has the right."""
    entity = model.__entity__
    by_right = {
        Can.list: {"list"},
        Can.show: {"show"},
        Can.add: {"add"},
        Can.edit: {"edit", "correct"},
        Can.correct: {"rectify"},
        Can.delete: {"delete"},
    }
    found = {name for can, names in by_right.items() if can in entity.granted for name in names}
    return found | ({"act"} if entity.workflow else set())
