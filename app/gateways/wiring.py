"""Which adapter stands behind each gateway in this application?"""

from __future__ import annotations

from typing import Any

from flask import Flask


def wire(app: Flask, settings: Any) -> None:
    """Put the adapters that the settings name into ``app.extensions``."""
    app.extensions["storage_dir"] = settings.storage_dir
