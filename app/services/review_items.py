"""How do the review items of a registration come to be, at filing and at filing again?"""

from __future__ import annotations

from app.policy.review_items import SOURCES, Wanted, wanted
from models.application import Application
from models.enums import SystemState
from models.review_item import ReviewItem


def bring_up_to_date(application: Application) -> None:
    """Add the items that the filed rows ask for and reset what was filed differently.

    The verdict on an item whose filed value did not change stands; a changed value, or a
    picture item's, is to be looked at again. Students must have been flushed.
    """
    existing = {(item.kind, item.subject): item for item in application.review_items}
    kept = set()
    for want in wanted(application):
        place = (want.kind, want.subject)
        kept.add(place)
        item = existing.get(place)
        if item is None:
            application.review_items.append(_new(want))
        elif item.filed_value != want.filed_value:
            item.filed_value = want.filed_value
            _reset(item)
    for place, item in existing.items():
        if place not in kept:
            application.review_items.remove(item)


def _new(want: Wanted) -> ReviewItem:
    return ReviewItem(
        kind=want.kind,
        subject=want.subject,
        student=want.student,
        source=SOURCES[want.kind],
        filed_value=want.filed_value,
    )


def _reset(item: ReviewItem) -> None:
    item.system_state = SystemState.waiting
    item.verdict = None
    item.reason = None
    item.decided_by = None
    item.decided_at = None
