"""How does a browser without script open a form and send it?"""

from __future__ import annotations

import io
import re


def send(client, path: str, page: str = "", **data):
    """Open the form, on its own address or on ``page``, and send it."""
    shown = client.get(page or path).text
    hidden = {
        name: found.group(1)
        for name in ("csrf_token", "version")
        if (found := re.search(rf'name="{name}"[^>]*value="([^"]+)"', shown))
    }
    return client.post(path, data={**hidden, **data})


def export(client, path: str) -> str:
    """Take all columns of the list away."""
    names = re.findall(r'name="column" value="([a-z_]+)"', client.get(path).text)
    return send(client, path, form="csv", reason="Timetable", column=names).text


def bring(client, base: str, table: str, columns: tuple[str, ...]) -> None:
    """Bring a table in: send the file, name its columns, look at the preview, apply it."""
    file = (io.BytesIO(table.encode()), "t.csv")
    page = send(client, f"{base}/import", table=file).location
    chosen = {f"column-{place}": name for place, name in enumerate(columns)}
    for act in ("check", "apply"):
        send(client, f"{page}/{act}", page, **chosen)
