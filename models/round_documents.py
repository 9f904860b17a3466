"""Which form have the documents of a round, so that every page can read them?"""

from __future__ import annotations

from app.schema.shapes import Lines, Order, Sets
from app.schema.words import N_
from models.enums import KinshipCase, PictureSlot, Section

REQUIRED_PICTURES = Sets(
    of=PictureSlot,
    parts={"cases": KinshipCase, "per_student": N_("Of these, once for each child")},
    without=frozenset({PictureSlot.recheck_evidence, PictureSlot.office_evidence}),
)
REASON_PHRASES = Lines(length=300)
SECTION_ORDER = Order(of=Section)
