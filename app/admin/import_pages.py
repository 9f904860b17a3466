"""How does an office bring a table in: send, name the columns, check, import, undo?"""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, g, redirect, request, url_for
from flask_appbuilder import expose, has_access, permission_name
from flask_babel import get_locale, gettext, lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response

from app.admin import import_mapping, import_work
from app.admin.columns import label as label_of
from app.admin.export_pages import sent
from app.admin.import_rows import importable
from app.admin.page import Page
from app.exceptions import JifenError
from app.extensions import clock
from app.forms.kinds import INPUT
from app.services import import_runs
from models.import_run import ImportRun
from models.office_enums import ImportState

WAITING = frozenset({ImportState.checking, ImportState.importing, ImportState.undoing})
TEMPLATES = {"csv": import_mapping.csv_template, "xlsx": import_mapping.xlsx_template}


class TableForm(FlaskForm):
    """The file to bring in."""

    table = FileField(
        lazy_gettext("File"),
        [FileRequired(lazy_gettext("Choose a file."))],
        description=lazy_gettext(
            "XLSX, or CSV in UTF-8 or GB 18030; at most 20 MB and 200 000 rows. The first row "
            "names the columns."
        ),
        render_kw={**INPUT, "accept": ".csv,.xlsx"},
    )


class ImportPages(Page):
    """The import of one entity."""

    @expose("/import", methods=["GET", "POST"])
    @has_access
    @permission_name("import")
    def import_start(self) -> Any:
        """Ask for the file, and keep it when it is a table."""
        form = TableForm()
        if request.method == "GET" or not form.validate_on_submit():
            page = self._import_page("import_start", form=form)
            return page if request.method == "GET" else (page, 422)
        file = form.table.data
        try:
            run = import_runs.receive(
                self.session,
                self.model.__name__,
                file.stream,
                file.filename or "",
                language=str(get_locale()),
                now=clock(),
            )
        except JifenError as refused:
            self.session.rollback()
            form.table.errors = [gettext(refused.msgid, **refused.params)]
            return self._import_page("import_start", form=form), 422
        run.mapping = import_mapping.proposed(self.session, self.model, run.heads)
        self.session.commit()
        return self._to(run)

    @expose("/import/<int:run_id>")
    @has_access
    @permission_name("import")
    def import_show(self, run_id: int) -> str:
        """Show how far an import has come, and what can be done next."""
        run = self._run(run_id)
        if run.state in {ImportState.checked, ImportState.done}:
            self._log_read(run.shown.get("read", []))
        return self._run_page(run)

    @expose("/import/<int:run_id>/check", methods=["POST"])
    @has_access
    @permission_name("import")
    def import_check(self, run_id: int) -> Any:
        """Take the columns as they were named, and check every row; nothing is changed."""
        run = self._run(run_id)
        if run.state in WAITING or run.imported_at is not None:
            abort(409)
        fields = importable(self.model)
        sent_ = {str(n): request.form.get(f"column-{n}", "") for n in range(len(run.heads))}
        run.mapping = {place: name for place, name in sent_.items() if name in fields}
        why = import_mapping.refusal(self.model, run.mapping)
        if why:
            page = self._run_page(run, why)
            self.session.rollback()
            return page, 422
        import_mapping.remember(
            self.session,
            self.model,
            run.heads,
            run.mapping,
            shared=bool(request.form.get("shared")),
        )
        return self._go_on(run, "check")

    @expose("/import/<int:run_id>/apply", methods=["POST"])
    @has_access
    @permission_name("import")
    def import_apply(self, run_id: int) -> Any:
        """Import what was checked: all of it, or all but the wrong rows."""
        run = self._run(run_id)
        if run.state is not ImportState.checked:
            abort(409)
        run.skipping = bool(request.form.get("skipping"))
        if run.wrong and not run.skipping:
            why = gettext("Some rows are wrong: mend them, or leave them out on purpose.")
            page = self._run_page(run, why)
            self.session.rollback()
            return page, 422
        return self._go_on(run, "apply")

    @expose("/import/<int:run_id>/undo", methods=["POST"])
    @has_access
    @permission_name("import")
    def import_undo(self, run_id: int) -> Any:
        """Give every record the values from before, unless somebody changed it since."""
        run = self._run(run_id)
        if not import_runs.may_undo(run, clock()):
            abort(409)
        return self._go_on(run, "undo")

    @expose("/import/<int:run_id>/errors")
    @has_access
    @permission_name("import")
    def import_errors(self, run_id: int) -> Response:
        """Answer the list of all errors."""
        run = self._run(run_id)
        if not run.wrong_parts:
            abort(404)
        return sent(import_runs.wrong(run), f"{self.model.__tablename__}_errors.csv", "csv")

    @expose("/import/template")
    @has_access
    @permission_name("import")
    def import_template(self) -> Response:
        """Answer an empty table with the columns that can be brought in."""
        kind = request.args.get("format", "xlsx")
        if kind not in TEMPLATES:
            abort(404)
        body = TEMPLATES[kind](self.model)
        return sent(iter([body]), f"{self.model.__tablename__}_template.{kind}", kind)

    def _run(self, run_id: int) -> ImportRun:
        lock = request.method == "POST"
        return import_runs.find(self.session, self.model.__name__, run_id, lock=lock)

    def _to(self, run: ImportRun) -> Response:
        return redirect(url_for(f"{self.endpoint}.import_show", run_id=run.id))

    def _go_on(self, run: ImportRun, phase: str) -> Response:
        """Do a small import now; let a job do a great one."""
        run.state, run.done = import_work.PHASES[phase], 0
        if run.total > current_app.config["SETTINGS"].import_at_once:
            import_runs.hand_over(self.session, run, phase)
            self.session.commit()
            return self._to(run)
        self.session.commit()
        import_work.carry_out(self.session, run, phase, g.user, clock())
        if run.state is ImportState.done:
            flash(gettext("Imported."), "success")
        return self._to(run)

    def _run_page(self, run: ImportRun, why: str = "") -> str:
        names = {name: str(label_of(self.model, name)) for name in importable(self.model)}
        return self._import_page(
            "import_run",
            run=run,
            why=why or (gettext(run.why) if run.why else ""),
            names=names,
            keys=[names.get(one, one) for one in self.model.__entity__.natural_key],
            waiting=run.state in WAITING,
            may_undo=import_runs.may_undo(run, clock()),
        )

    def _import_page(self, template: str, **context: Any) -> str:
        return self._render(
            template,
            heading=gettext("Import: %(name)s", name=gettext(self.model.__entity__.plural)),
            **context,
        )
