"""What does every generated view of the portal do? The one hardened base of them all."""

from __future__ import annotations

from collections.abc import Collection

from app.admin.correction_pages import CorrectionPages
from app.admin.detail_pages import DetailPages
from app.admin.export_pages import ExportPages
from app.admin.form_pages import FormPages
from app.admin.list_pages import ListPages
from app.admin.option_pages import OptionPages

IMPORT_ROUTES = {
    "import_start",
    "import_show",
    "import_check",
    "import_apply",
    "import_undo",
    "import_errors",
    "import_template",
}
ROUTES = {"list", "show", "add", "edit", "delete", "export", "correct", "options", *IMPORT_ROUTES}
ALSO = {"options": ("add", "edit", "correct"), **dict.fromkeys(IMPORT_ROUTES, ("import_",))}
"""Routes that come with any of these rights."""


def routes(granted: Collection[str]) -> set[str]:
    """Return the routes of an entity on which some role holds these rights."""
    return {name for name in ROUTES if any(right in granted for right in ALSO.get(name, (name,)))}


class PortalModelView(ListPages, DetailPages, FormPages, CorrectionPages, OptionPages, ExportPages):
    """List, detail, forms and export of one entity, all from its declaration."""

    include_route_methods = ROUTES
