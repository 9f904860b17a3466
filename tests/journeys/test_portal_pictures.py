"""How do the portal's pages look, on a desk and on a phone? Each is opened, used, and pictured."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.extensions import db
from app.security.actor import SYSTEM, acting_as
from app.services.seed_families import EVERY_STATUS, Families, reviewer_actor
from app.services.synthetic import People
from models.admission_round import AdmissionRound
from models.application import Application
from models.district import District
from tests.journeys.site import Official

SCREENS = {"wide": {"width": 1440, "height": 900}, "narrow": {"width": 390, "height": 844}}
LABEL = "批次名称"
FILTER = "all~status.in.approved+rejected~year.gt.2020"


@pytest.fixture(scope="module")
def families(server):
    """A family in every status, whose records the pages show."""
    with server.staff.app_context(), acting_as(SYSTEM), Session(db.engine) as session:
        district = sa.select(District.id).where(District.name == "同安区")
        query = sa.select(AdmissionRound).where(AdmissionRound.district_id.in_(district))
        round_ = session.scalars(query.order_by(AdmissionRound.year.desc())).first()
        made = Families(session, round_, People(77), round_.district.code)
        reviewer = reviewer_actor(1, "王审核", round_.district_id)
        for status in EVERY_STATUS:
            made.make(status, datetime.now(UTC), reviewer)
        session.commit()
        last = session.scalar(sa.select(sa.func.max(Application.id)))
        return {"case": last, "round": round_.id}


@pytest.fixture(params=SCREENS)
def official(request, new_page, site):
    one = Official(new_page(viewport=SCREENS[request.param]), site)
    one.log_in("supervisor")
    return one


def built(one: Official) -> None:
    """Look at the conditions."""
    one.page.locator(".builder").scroll_into_view_if_needed()


def wrong(one: Official) -> None:
    """Leave out what must be there."""
    one.page.get_by_label(LABEL).first.fill("")
    one.press("保存")


def together(one: Official) -> None:
    """Save after somebody else saved the same page."""
    other = Official(one.page.context.new_page(), one.site)
    other.page.goto(one.page.url)
    for person, name in ((other, "秋季批次（甲）"), (one, "秋季批次（乙）")):
        person.page.get_by_label(LABEL).first.fill(f"{name}{one.page.viewport_size['width']}")
        person.press("保存")
        assert person is one or person.sees("已保存")
    one.page.locator("[name=keep-name]").first.wait_for()
    other.page.close()


def brought(one: Official) -> None:
    """Send a table, and look at what it would change."""
    table = "code,name\n350212,同安区\n350299,\n".encode()
    file = {"name": "区划.csv", "mimeType": "text/csv", "buffer": table}
    one.page.locator("input[type=file]").set_input_files(file)
    for _send_then_check in range(2):
        with one.page.expect_navigation():
            one.page.locator("form.fab-form [type=submit]").first.click()


def looked_at(one: Official) -> None:
    """Only look."""


PAGES: dict[str, tuple[str, Callable[[Official], None]]] = {
    "portal-dashboard": ("dashboard/?period=month", looked_at),
    "portal-list": ("applications/list/", looked_at),
    "portal-search": (f"applications/list/?build=1&where={FILTER}", built),
    "portal-detail": ("applications/show/{case}", looked_at),
    "portal-edit-error": ("admission-rounds/edit/{round}", wrong),
    "portal-merge": ("admission-rounds/edit/{round}", together),
    "portal-import": ("districts/import", brought),
    "portal-export": ("students/export", looked_at),
}
"""The pages of docs/pictures, each with what is done on it before; one line a page."""


def test_every_page_of_the_portal_fits_its_screen(official, families):
    for name, (path, act) in PAGES.items():
        official.page.goto(f"{official.site.url}/staff/{path.format(**families)}")
        act(official)
        official.picture(name)

        assert official.page.locator("h1").count() == 1, name
        width = official.page.evaluate("document.documentElement.scrollWidth")
        assert width <= official.page.viewport_size["width"], name
