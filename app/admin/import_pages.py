"""How does an office bring a table in?"""

from __future__ import annotations

from app.admin.page import Page


class ImportPages(Page):
    """The import of one entity."""
