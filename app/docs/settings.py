"""Which settings are there?"""

from __future__ import annotations

from pydantic import SecretStr

from app.docs.table import page, table
from config import ROOT, Settings


def settings_page() -> str:
    """Return every variable with its default and what it is for."""
    rows = [
        (
            f"`JIFEN_{name.upper()}`",
            f"`{_default(field.default)}`",
            str(field.description or ""),
        )
        for name, field in Settings.model_fields.items()
    ]
    return page(
        "Settings",
        "Read once from the environment. Production (`JIFEN_ENVIRONMENT=production`) refuses to "
        "start with an unsafe one and names it.",
        table(("variable", "default", "what it is for"), rows),
    )


def _default(value: object) -> str:
    if isinstance(value, SecretStr):
        return "made once under var/" if not value.get_secret_value() else "***"
    return str(value).replace(str(ROOT), ".") or "(empty)"
