"""How is a single value corrected from the page of its record, with a reason?"""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from app.admin.correctable import REVIEW, correctable
from app.admin.correction_form import (
    REASON,
    CorrectionForm,
    correction_form,
    stamp_of,
    values_of,
)
from app.admin.office_form import constraint_told, offer_links, stale_sentence
from app.admin.page import Page
from app.exceptions import JifenError, StaleVersion
from app.extensions import clock
from app.forms.corrections import faults_of
from app.policy.deadlines import local_day
from app.schema.fields import fields_of
from app.security.actor import actor
from app.services import corrections
from models.case_row import CaseRow

CONFLICT, REFUSED = 409, 422
Answer = str | Response | tuple[str, int]


class CorrectionPages(Page):
    """The small form of one value."""

    def correctable(self, row: Any) -> dict[str, str]:
        """Return which shown fields of a record the user may correct, each with its own name."""
        has_route = "correct" in self.include_route_methods
        return correctable(self.session, row, may=has_route and self.may("can_correct"))

    @expose("/correct/<int:pk>/<string:name>", methods=["GET", "POST"])
    @has_access
    def correct(self, pk: int, name: str) -> Answer:
        """Correct one value of a record, and what hangs on it."""
        known = corrections.corrigible(self.model, actor())
        if name not in known:
            abort(404)
        row = self._row(pk)
        names = [name, *corrections.together_with(self.model, name, actor())]
        sent = request.form if request.method == "POST" else None
        names += self._also(names, sent.get("also", "") if sent is not None else "")
        form = correction_form(self.model, row, names)
        act = sent.get("act", "") if sent is not None else ""
        offer_links(form, self.session, sent, act.removeprefix("find:"))
        why = corrections.why_not(self.session, row, actor(), clock())
        if sent is None or act:
            form.version.data = form.version.data if act else stamp_of(row)
            return self._small(row, names, form, why)
        if why is not None:
            return self._small(row, names, form, why), REFUSED
        if form.version.data != stamp_of(row):
            return self._stale(row, names, form)
        return self._try(row, names, form)

    def _also(self, names: list[str], sent: str) -> list[str]:
        known = corrections.corrigible(self.model, actor())
        return [one for one in sent.split() if one in known and one not in names]

    def _try(self, row: Any, names: list[str], form: CorrectionForm) -> Answer:
        if not form.validate_on_submit():
            return self._small(row, names, form, None), REFUSED
        values = values_of(form, row, names)
        faults = faults_of(row, values, local_day(clock()))
        if faults:
            return self._faulty(row, names, form, faults)
        pk, version = row.id, int(form.version.data) if form.version.data.isdigit() else None
        try:
            corrections.correct(
                self.session, row, values, reason=form[REASON].data, who=actor(), now=clock(),
                version=version,
            )  # fmt: skip
        except StaleVersion:
            return self._stale(self._row(pk), names, form)
        except IntegrityError as clash:
            form.form_errors.append(constraint_told(self.model, clash))
            return self._small(self._row(pk), names, form, None), REFUSED
        except JifenError as refused:
            form.form_errors.append(gettext(refused.msgid, **refused.params))
            return self._small(self._row(pk), names, form, None), REFUSED
        flash(gettext("Corrected."), "success")
        return redirect(self._back(row, pk))

    def _back(self, row: Any, pk: int) -> str:
        """Return where one came from: the review of the case, or the record."""
        if request.args.get("to") == REVIEW and isinstance(row, CaseRow):
            return url_for("review.show", pk=row.application_id)
        return url_for(f"{self.endpoint}.show", pk=pk)

    def _stale(self, row: Any, names: list[str], form: CorrectionForm) -> Answer:
        form.form_errors.append(stale_sentence())
        form.version.data = stamp_of(row)
        return self._small(row, names, form, None), CONFLICT

    def _faulty(
        self, row: Any, names: list[str], form: CorrectionForm, faults: dict[str, list[str]]
    ) -> Answer:
        """Tell what is wrong; a field that no longer fits is asked for as well."""
        more = self._also(names, " ".join(faults))
        if more:
            # The form is made anew with the fields that no longer fit; what was typed is sent.
            names = names + more
            form = correction_form(self.model, row, names)
            offer_links(form, self.session, request.form)
            form.also.data = " ".join(names[1:])
            for one in more:
                form[one].process(None, None if self._hides(one) else getattr(row, one))
        for name, sentences in faults.items():
            if name in form:
                form[name].errors = sentences
            else:
                form.form_errors += sentences
        return self._small(row, names, form, None), REFUSED

    def _hides(self, name: str) -> bool:
        return fields_of(self.model)[name].sensitive

    def _small(self, row: Any, names: list[str], form: CorrectionForm, why: str | None) -> str:
        return self._render(
            "correct", row=row, names=names, form=form, reason=form[REASON],
            why=gettext(why) if why else "", told=isinstance(row, CaseRow),
            back=self._back(row, row.id),
        )  # fmt: skip
