"""What sorts of value are there?"""

from __future__ import annotations

import enum


class Kind(enum.StrEnum):
    """What sort of value a column holds; each kind has one row in forms, filters and samples."""

    text = enum.auto()
    long_text = enum.auto()
    person_name = enum.auto()
    integer = enum.auto()
    decimal = enum.auto()
    flag = enum.auto()
    day = enum.auto()
    moment = enum.auto()
    choice = enum.auto()
    entry = enum.auto()
    several = enum.auto()
    link = enum.auto()
    document = enum.auto()
    id_number = enum.auto()
    phone = enum.auto()
    address = enum.auto()
    region = enum.auto()
    certificate = enum.auto()
