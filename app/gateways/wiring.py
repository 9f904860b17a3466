"""Which adapter stands behind each gateway in this process?"""

from __future__ import annotations

from pathlib import Path

from app.gateways import storage


def wire(storage_dir: Path | None) -> None:
    """Install the adapters that the settings name."""
    if storage_dir is not None:
        storage.install(storage.LocalStorage(storage_dir))
