"""Which column of a table is which field? Guessed from its head, remembered from the last time."""

from __future__ import annotations

import csv
import hashlib
import io
import tempfile
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
import xlsxwriter
from flask_babel import gettext
from sqlalchemy.orm import Session

from app.admin import import_cells
from app.admin.columns import label
from app.admin.import_rows import importable
from app.forms.members import chooses, members
from app.schema.base import Base
from app.schema.fields import optional
from app.security.actor import actor
from app.services.table_files import BOM
from models.import_profile import ImportProfile


def signature(heads: Sequence[str]) -> str:
    """Return what tells files with the same heads."""
    return hashlib.sha256("\x1f".join(heads).encode()).hexdigest()


def proposed(session: Session, model: type[Base], heads: Sequence[str]) -> dict[str, str]:
    """Return by place the field that each column seems to be; what is unknown is left out."""
    fields = importable(model)
    remembered = _profile(session, model, heads)
    if remembered is not None:
        return {place: name for place, name in remembered.mapping.items() if name in fields}
    words = {}
    for name in fields:
        for one in (name, str(label(model, name))):
            words[_folded(one)] = name
    found: dict[str, str] = {}
    for place, head in enumerate(heads):
        name = words.get(_folded(head), "")
        if name and name not in found.values():
            found[str(place)] = name
    return found


def _folded(text: str) -> str:
    return "".join(text.lower().split()).strip("*")


def _profile(session: Session, model: type[Base], heads: Sequence[str]) -> ImportProfile | None:
    """Return one's own profile of such files, or one that is for everybody."""
    rows = session.scalars(
        sa.select(ImportProfile).where(
            ImportProfile.entity == model.__name__,
            ImportProfile.signature == signature(heads),
            sa.or_(ImportProfile.user_id == actor().user_id, ImportProfile.shared),
        )
    ).all()
    mine = [row for row in rows if row.user_id == actor().user_id]
    return next(iter([*mine, *rows]), None)


def remember(
    session: Session,
    model: type[Base],
    heads: Sequence[str],
    mapping: Mapping[str, str],
    *,
    shared: bool,
) -> None:
    """Keep the columns for the next file with the same heads."""
    row = _profile(session, model, heads)
    if row is None or row.user_id != actor().user_id:
        row = ImportProfile(
            user_id=actor().user_id, entity=model.__name__, signature=signature(heads)
        )
        session.add(row)
    row.mapping, row.shared = dict(mapping), shared


def refusal(model: type[Base], mapping: Mapping[str, str]) -> str:
    """Return why the columns cannot be taken so, empty when they can."""
    names = list(mapping.values())
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        words = label(model, twice)
        return gettext("Two columns are “%(name)s”. Leave one of them out.", name=words)
    if not names:
        return gettext("Say of at least one column what it is.")
    missing = [name for name in model.__entity__.natural_key if name not in names]
    if missing:
        return gettext(
            "One column must be “%(name)s”: by it the records are found.",
            name=label(model, missing[0]),
        )
    return ""


def described(model: type[Base]) -> list[tuple[str, bool, str, str]]:
    """Return of each column its head, whether it must be filled, its help and what may stand."""
    return [
        (
            str(label(model, name)),
            not optional(model, name),
            gettext(field.help) if field.help else "",
            import_cells.allowed(model, name),
        )
        for name, field in importable(model).items()
    ]


def csv_template(model: type[Base]) -> bytes:
    """Return an empty table; the lines that explain its columns begin with a number sign."""
    out = io.StringIO()
    out.write(BOM)
    writer = csv.writer(out)
    rows = described(model)
    writer.writerow([head for head, *_ in rows])
    for head, needed, help_, words in rows:
        must = gettext("must be filled") if needed else gettext("may stay empty")
        writer.writerow(["# " + " · ".join(filter(None, (head, must, words, help_)))])
    return out.getvalue().encode()


def xlsx_template(model: type[Base]) -> bytes:
    """Return an empty workbook of text columns with lists to choose from, and its help."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        with xlsxwriter.Workbook(file.name, {"strings_to_formulas": False}) as book:
            _fill(book, model)
        with open(file.name, "rb") as done:  # noqa: PTH123 - a name that is already a file
            return done.read()


def _fill(book: Any, model: type[Base]) -> None:
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    sheet = book.add_worksheet(gettext("Table")[:31])
    explained = book.add_worksheet(gettext("Columns")[:31])
    heads = (gettext("Column"), gettext("Must be filled"), gettext("May stand"), gettext("Help"))
    explained.write_row(0, 0, heads, bold)
    fields = importable(model).values()
    for place, (row, field) in enumerate(zip(described(model), fields, strict=True)):
        head, needed, help_, words = row
        # Text: a number of eighteen digits typed into a number cell has lost its last three.
        sheet.set_column(place, place, 18, text)
        sheet.write_string(0, place, head, bold)
        told = gettext("Yes") if needed else gettext("No")
        explained.write_row(place + 1, 0, (head, told, words, help_))
        if chooses(field) and len(words) < 250:  # noqa: PLR2004 - what a list of Excel holds
            source = [word for _, word in members(field)]
            sheet.data_validation(1, place, 9999, place, {"validate": "list", "source": source})
    sheet.freeze_panes(1, 0)
