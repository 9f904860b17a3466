"""What does every generated view of the portal do? The one hardened base of them all."""

from __future__ import annotations

from collections.abc import Collection

from app.admin.bulk_edit_pages import BulkEditPages
from app.admin.command_pages import CommandPages
from app.admin.correction_pages import CorrectionPages
from app.admin.detail_pages import DetailPages
from app.admin.export_pages import ExportPages
from app.admin.filter_pages import FilterPages
from app.admin.history_pages import HistoryPages
from app.admin.import_pages import ImportPages
from app.admin.list_pages import ListPages
from app.admin.option_pages import OptionPages
from app.admin.select_pages import SelectPages
from app.admin.view_pages import ViewPages

IMPORT = (
    "import_start",
    "import_show",
    "import_check",
    "import_apply",
    "import_undo",
    "import_errors",
    "import_template",
)
LIST_DOORS = (
    "find",
    "filter_by",
    "save_view",
    "change_view",
    "columns",
    "choose_columns",
    "select",
)
"""What belongs to the list of an entity besides the list itself."""
ROUTES: dict[str, tuple[str, ...]] = {
    "list": ("list", *LIST_DOORS),
    "show": ("show",),
    "add": ("add", "options"),
    "edit": ("edit", "options", "change_many", "restore"),
    "correct": ("correct", "options"),
    "delete": ("delete",),
    "export": ("export",),
    "import_": IMPORT,
}
"""Which routes come with which right on an entity."""


def routes(granted: Collection[str]) -> set[str]:
    """Return the routes of an entity on which some role holds these rights."""
    return {name for right in granted for name in ROUTES.get(right, ())}


class PortalModelView(
    ListPages,
    FilterPages,
    ViewPages,
    SelectPages,
    DetailPages,
    HistoryPages,
    BulkEditPages,
    CorrectionPages,
    CommandPages,
    OptionPages,
    ExportPages,
    ImportPages,
):
    """List, detail, forms and export of one entity, all from its declaration."""

    include_route_methods = routes(ROUTES) | {"do"}
