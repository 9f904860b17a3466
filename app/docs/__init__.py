"""Which documents are written from the code, so that they cannot be stale?"""

from __future__ import annotations

from pathlib import Path

from app.docs.dictionary import dictionary_page
from app.docs.entities import entities_page
from app.docs.permissions import permissions_page
from app.docs.selfchecks import selfchecks_page
from app.docs.settings import settings_page
from app.docs.workflow import workflow_page

PAGES = {
    "data-dictionary.md": dictionary_page,
    "entities.md": entities_page,
    "permissions.md": permissions_page,
    "selfchecks.md": selfchecks_page,
    "settings.md": settings_page,
    "workflow.md": workflow_page,
}


def write_all(folder: Path, *, check: bool) -> list[str]:
    """Write every generated document and return those that changed; only look when checking."""
    changed = []
    for name, page in PAGES.items():
        path, text = folder / name, page()
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            changed.append(name)
            if not check:
                folder.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    return changed
