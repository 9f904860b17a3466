"""Does the dashboard count what it says, over the rows of its reader and no others?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.admin.dashboards import MOST_GROUPS, board, charts_for
from app.admin.periods import period_named
from app.schema.charts import Chart, Draw
from app.schema.entity import Role
from app.schema.registry import entities
from app.security.actor import SYSTEM, Actor, Party, acting_as
from app.security.recording import UNRECORDED
from app.services.seed_families import EVERY_STATUS, Families, reviewer_actor
from app.services.synthetic import People
from models.application import Application
from models.application_event import ApplicationEvent
from models.draft import Draft
from models.enums import ApplicationStatus, Verdict
from models.outbox_message import OutboxMessage
from models.review_item import ReviewItem
from tests.admin.pages import parsed
from tests.factories import create

S = ApplicationStatus
AT_ONCE = {UNRECORDED: "a test"}


@pytest.fixture
def figures(session, office, clock, doors):
    """Every figure that somebody sees, by its label; words and addresses need a page."""

    def see(who=SYSTEM, period="week", models=(Application,)):
        session.connection()  # begun before the page's own session, it outlasts it
        page = doors["staff"].test_request_context(base_url="http://localhost/staff")
        with page, acting_as(who):
            found = board(session, models, period_named(session, period, clock.now), who)
        return {one.chart.label: one for one in (*found.counters, *found.cards)}

    return see


@pytest.fixture
def every_status(session, office, clock):
    """One more family of Tong'an in every status."""
    with acting_as(SYSTEM):
        mine = session.merge(office["TA"])
        families = Families(session, mine.round, People(5), mine.round.district.code)
        reviewer = reviewer_actor(1, "王审核", mine.district_id)
        for status in EVERY_STATUS:
            families.make(status, clock.now, reviewer)
        session.commit()


def official(district_id, *roles):
    return Actor(
        party=Party.staff, user_id=1, roles=frozenset(roles), districts=frozenset({district_id})
    )


def by_hand(session, *conditions):
    with acting_as(SYSTEM):
        query = sa.select(sa.func.count()).select_from(Application).where(*conditions)
        return session.scalar(query)


@pytest.mark.usefixtures("every_status")
def test_a_counter_counts_the_rows_that_its_address_lists(session, figures, log_in):
    one = figures()["Waiting for review"]

    assert one.total == by_hand(session, Application.status == S.submitted) == 3
    page = log_in(Role.supervisor, None).get(one.address.removeprefix("/staff")).text
    assert f"{one.total} 条" in page


@pytest.mark.usefixtures("every_status")
def test_every_number_leads_to_as_many_rows(session, figures, log_in):
    desk = log_in(Role.supervisor, None)
    models = (Application, ReviewItem, OutboxMessage)
    told = [
        (one.address, number)
        for figure in figures(period="month", models=models).values()
        for one, number in ((figure, figure.total), *((part, part.number) for part in figure.parts))
        if one.address
    ]

    found = [
        re.search(r"共 (\d+) 条", desk.get(path.removeprefix("/staff")).text) for path, _ in told
    ]

    assert len(told) > 20
    assert [int(one.group(1)) for one in found] == [number for _, number in told]


@pytest.mark.usefixtures("every_status")
def test_shares_are_told_in_words_and_the_colours_of_their_states(session, figures):
    parts = figures()["Registrations by status"].parts

    told = {part.tone: part.number for part in parts}
    assert told["green"] == by_hand(session, Application.status == S.approved)
    assert sum(part.number for part in parts) == by_hand(session)


def test_an_official_counts_the_rows_of_the_own_district_only(session, figures, office):
    who = official(office["TA"].district_id, Role.reviewer)

    assert figures(who)["Registrations by status"].total == 1
    assert figures()["Registrations by status"].total == 2


@pytest.mark.usefixtures("every_status")
def test_time_to_a_decision_is_counted_over_the_own_rows_only(session, figures, office):
    foreign = official(office["SM"].district_id, Role.reviewer)

    assert figures(foreign, "month")["From filing to decision"].total == 0
    assert figures(period="month")["From filing to decision"].total > 0


def test_whoever_has_one_district_is_offered_no_comparison_of_districts(office, session, figures):
    mine = figures(official(office["TA"].district_id, Role.reviewer))

    assert "Filed by district" not in mine
    assert {part.words for part in figures()["Filed by district"].parts} == {
        "同安区",
        "思明区",
    }


@pytest.mark.parametrize(("minute", "days"), [("15:59", (2, 0)), ("16:00", (0, 2))])
def test_a_day_begins_and_ends_in_xiamen(session, clock, figures, minute, days):
    hour, _, past = minute.partition(":")
    moment = (clock.now - timedelta(days=1)).replace(hour=int(hour), minute=int(past))
    with acting_as(SYSTEM):
        session.execute(sa.update(Application).values(filed_at=moment).execution_options(**AT_ONCE))

    assert figures()["Filed and decided by day"].series[0][-2:] == days


def test_the_time_to_a_decision_is_ranked(session, office, clock, figures):
    hours = [1, 2, 3, 4, 5, 6, 7, 8, 9, 100]
    with acting_as(SYSTEM):
        mine = session.merge(office["TA"])
        for taken in hours:
            create(
                session, Application, account_id=mine.account_id, district_id=mine.district_id,
                round_id=mine.round_id, status=S.approved, year=2027, created_at=clock.now,
                filed_at=clock.now - timedelta(hours=taken), decided_at=clock.now,
                replaces_id=None,
            )  # fmt: skip

    found = figures()["From filing to decision"]

    assert [part.number // 3600 for part in found.parts] == [5, 8, 9]


def test_a_funnel_says_how_many_have_each_section_and_where_the_others_stop(
    session, office, clock, figures
):
    with acting_as(SYSTEM):
        session.execute(sa.delete(Draft).execution_options(**AT_ONCE))
        session.execute(
            sa.update(Application).values(status=S.modifying).execution_options(**AT_ONCE)
        )
        mine = session.merge(office["TA"])
        other = session.merge(office["SM"])
        for one, done in ((mine, ["guardians", "students"]), (other, ["guardians"])):
            session.add(Draft(application=one, answers={}, sections_done=done, saved_at=clock.now))
        session.flush()

    found = figures(models=(Draft,))["Where families stop"]

    assert found.total == 2
    assert [(part.number, part.stopped) for part in found.parts] == [
        (2, 0), (1, 1), (0, 1), (0, 0),
    ]  # fmt: skip


def test_reasons_are_counted_and_the_rare_ones_stand_together(session, office, clock, figures):
    with acting_as(SYSTEM):
        items = session.merge(office["TA"]).review_items
        for number in range(MOST_GROUPS + 3):
            copy = create(
                session, ReviewItem, application_id=items[0].application_id,
                district_id=items[0].district_id, account_id=items[0].account_id,
                subject=f"student:{number}", student_id=None,
            )  # fmt: skip
            copy.verdict, copy.decided_at = Verdict.fails, clock.now
            copy.reason = "照片不清楚" if number < 2 else f"理由 {number}"
        session.flush()

    parts = figures(models=(ReviewItem,))["Reasons given"].parts

    assert (parts[0].words, parts[0].number) == ("照片不清楚", 2)
    assert (len(parts), parts[-1].number) == (MOST_GROUPS + 1, 2)


def test_a_chart_of_a_field_that_its_reader_does_not_see_is_not_shown(office):
    clerk = official(office["TA"].district_id, Role.clerk)
    supervisor = official(office["TA"].district_id, Role.supervisor)

    assert charts_for(ApplicationEvent, clerk) == []
    assert [one.label for one in charts_for(ApplicationEvent, supervisor)]


def test_every_declared_chart_can_be_drawn(session, figures):
    models = [one for one in entities().values() if one.__entity__.charts]

    assert len(figures(period="round", models=models)) == sum(
        len(one.__entity__.charts) for one in models
    )


def test_what_a_chart_names_includes_every_field_it_asks_for():
    one = Chart(
        label="x", draw=Draw.bars, group_by="a", period="b", moments=("c",), where={"d": ("e",)}
    )

    assert one.names == ("a", "b", "c", "d")


@pytest.mark.usefixtures("every_status")
@pytest.mark.parametrize("period", ["today", "week", "month", "round"])
def test_the_page_draws_on_the_server_and_says_each_figure_in_a_table(log_in, period):
    text = log_in(Role.supervisor, None).get(f"/dashboard/?period={period}").text

    assert "<polyline" in text
    assert not re.search(r"\sstyle=", text.partition("<main")[2])
    figures_ = list(parsed(text).iter("figure"))
    assert len(figures_) > 5
    assert all(one.find(".//table") is not None or "没有" in "".join(one.itertext())
               for one in figures_)  # fmt: skip
    assert [one.find(".//figcaption") for one in figures_].count(None) == 0


def test_an_unknown_period_is_not_found(log_in):
    assert log_in(Role.supervisor, None).get("/dashboard/?period=century").status_code == 404


def test_whoever_may_list_nothing_that_has_charts_is_refused_and_has_no_entry(log_in):
    desk = log_in(Role.security_officer, None)

    assert desk.get("/dashboard/").status_code == 403
    assert "/dashboard/" not in desk.get("/").text
    assert "/dashboard/" in log_in(Role.clerk).get("/").text
