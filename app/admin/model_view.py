"""What does every generated view of the portal do? The one hardened base of them all."""

from __future__ import annotations

from app.admin.detail_pages import DetailPages
from app.admin.export_pages import ExportPages
from app.admin.form_pages import FormPages
from app.admin.list_pages import ListPages

ROUTES = {"list", "show", "add", "edit", "delete", "export"}


class PortalModelView(ListPages, DetailPages, FormPages, ExportPages):
    """List, detail, forms and export of one entity, all from its declaration."""

    include_route_methods = ROUTES
