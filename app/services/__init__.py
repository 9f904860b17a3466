"""Which commands and queries are there? Plain values in, one transaction each."""

from __future__ import annotations

# Whoever writes through a service writes the keys of the search box: there is no other way.
import app.services.search_keys  # noqa: F401
