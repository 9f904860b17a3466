"""Do the small things of the office's pages stay mended?"""

from __future__ import annotations

from app.schema.entity import Role
from tests.admin.pages import parsed, words
from tests.admin.test_rest_tokens import kept as tokens_of


def test_a_selection_ends_with_what_it_was_made_for(reviewer, office):
    """Of a single chosen row, whose action has a page of its own, as of many."""
    case = office["TA"]
    page = "/applications/list/"
    reviewer.post("/applications/select", page, do="act|recheck", rowid=case.id, shown=case.id)
    chosen = f'value="{case.id}" form="bulk" type="checkbox" checked'
    assert chosen in reviewer.get(page).text
    ask = f"/applications/{case.id}/withdraw-on-behalf"
    refused = reviewer.post(ask, ask, reason="")
    assert (refused.status_code, chosen in reviewer.get(page).text) == (422, True)

    item = case.review_items[0].id
    ask = f"/applications/{case.id}/return-for-modification"
    form = {"items": str(item), f"item-{item}": "缺页", "sections": "property"}
    done = reviewer.post(ask, ask, **form, deadline="2027-04-25T18:00")

    assert done.status_code == 302, done.text
    assert chosen not in reviewer.get(page).text


def test_a_change_of_many_names_each_column_once(supervisor, office):
    text = supervisor.get(f"/admission-rounds/change-many?rowid={office['TA'].round_id}").text
    seen = [one for one in parsed(text).iter("label") if "sr" not in one.get("class", "").split()]
    spoken = ["".join(one.itertext()).strip() for one in seen]

    assert spoken.count("修改：修改未重新提交的") == 1
    assert "修改未重新提交的" not in spoken
    assert "是" in words(text)


def test_a_new_token_is_shown_whole_on_a_narrow_page(log_in, session, clock):
    desk, page = log_in(Role.reviewer), "/my/access-tokens/new"
    day = f"{clock.now:%Y}-12-31"
    answer = desk.post(page, page, name="夜间", expires=day, scopes="Application:read",
                       password="ein-Wort-2027")  # fmt: skip
    (box,) = [one for one in parsed(answer.text).iter("textarea") if one.get("id") == "secret"]

    assert len(box.text.strip()) > 40
    assert len(tokens_of(session)) == 1
