"""How does sqladmin show these rows, with the views that it makes by itself?

It brings no accounts: who may log in is written here, and costs no query.
"""

from __future__ import annotations

from sqladmin import Admin, ModelView, action
from sqladmin.authentication import AuthenticationBackend
from sqladmin.filters import ForeignKeyFilter, StaticValuesFilter
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import declarative_base
from starlette.applications import Starlette
from starlette.responses import RedirectResponse

from bench.peers.columns import EXPORTED, FORM, LIST, OWNED, PAGE, RELATED, STATUSES, STUDENTS
from bench.peers.mapping import mapped

engine = create_async_engine("postgresql+asyncpg://", pool_size=5)
models = mapped(declarative_base())
app = Starlette()


class Login(AuthenticationBackend):
    """Knows the one user."""

    async def login(self, request):
        """Let the one user in."""
        form = await request.form()
        if form.get("username") == form.get("password") == "admin":
            request.session["user_id"] = "admin"
            return True
        return False

    async def logout(self, request):
        """Forget who is logged in."""
        request.session.clear()
        return True

    async def authenticate(self, request):
        """Tell whether somebody is logged in."""
        return "user_id" in request.session


class ApplicationAdmin(ModelView, model=models.Application):
    """The applications with all that belongs to them."""

    column_list = list(LIST)
    page_size = PAGE
    column_default_sort = ("id", True)
    column_searchable_list = ["serial_numbers", "students.name", "students.id_number_index"]
    column_sortable_list = ["id", "filed_at"]
    column_filters = [
        ForeignKeyFilter(models.Application.district_id, models.District.name, title="district"),
        StaticValuesFilter(models.Application.status, [(one, one) for one in STATUSES]),
    ]
    column_details_list = [*LIST, *OWNED]
    form_columns = list(FORM)
    column_export_list = list(LIST)
    export_max_rows = EXPORTED

    @action(name="approve", label="Approve")
    async def approve(self, request):
        """Approve one after the other, as the documentation shows."""
        for key in request.query_params.get("pks", "").split(","):
            await self.update_model(request, key, {"status": "approved"})
        there = request.url_for("admin:list", identity=self.identity)
        return RedirectResponse(there, status_code=302)


admin = Admin(app, engine, authentication_backend=Login("bench"))
admin.add_view(ApplicationAdmin)
for part in RELATED:
    model = getattr(models, part)
    shown = list(STUDENTS) if part == "Student" else list(RELATED[part])
    said = {"column_list": shown, "page_size": PAGE, "column_sortable_list": ["points"]}
    if part != "Student":
        del said["column_sortable_list"]
    said["form_ajax_refs"] = {"application": {"fields": ("serial_numbers",), "order_by": "id"}}
    admin.add_view(type(f"{part}Admin", (ModelView,), said, model=model))
