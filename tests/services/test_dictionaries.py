"""Do dictionaries offer what is valid, keep the words of what has ended, and cost little?"""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from app.security.actor import SYSTEM, acting_as
from app.services import dictionaries
from app.services.dictionaries import CodeIsFixed, entries, label, missing, offered
from models.dictionary_entry import DictionaryEntry
from models.enums import Dictionary

DAY = date(2027, 4, 20)
ELSEWHERE = {"unrecorded": "as another process, of which nothing here is told"}


@pytest.fixture(autouse=True)
def _system():
    with acting_as(SYSTEM):
        yield


def add(session, code: str = "grandparent", **more) -> DictionaryEntry:
    row = DictionaryEntry(
        **{"dictionary": Dictionary.relation, "code": code, "label_zh_hans": "祖父母"} | more
    )
    session.add(row)
    session.commit()
    return row


def codes(session, on: date = DAY, also=()) -> list[str]:
    return [one.code for one in offered(session, "relation", on, also)]


def test_the_members_that_stood_in_the_code_are_there_with_the_manuals_words(session):
    assert codes(session) == ["father", "mother", "other_guardian"]
    assert label(session, "id_type", "passport", "zh_Hans") == "护照"
    assert label(session, "disability_type", "visual", "zh_Hant") == "視力殘疾"
    assert len(entries(session, "reason")) == 16
    assert missing(session) == []


def test_an_entry_is_offered_at_its_place_and_in_its_days_only(session):
    add(session, position=15, valid_from=DAY, valid_to=DAY)

    assert codes(session) == ["father", "grandparent", "mother", "other_guardian"]
    assert "grandparent" not in codes(session, date(2027, 4, 19))
    assert "grandparent" not in codes(session, date(2027, 4, 21))


def test_an_ended_entry_keeps_its_words_and_stays_where_it_was_chosen(session):
    add(session, active=False, label_en="Grandparent")

    assert "grandparent" not in codes(session)
    assert "grandparent" in codes(session, also=["grandparent"])
    assert label(session, "relation", "grandparent", "en") == "Grandparent"
    assert label(session, "relation", "grandparent", "zh_Hant") == "祖父母"


def test_a_code_never_changes(session):
    row = add(session)
    row.code = "grandmother"

    with pytest.raises(CodeIsFixed):
        session.commit()


def test_a_code_that_a_rule_names_is_missed(session):
    session.execute(
        sa.delete(DictionaryEntry).where(DictionaryEntry.code == "passport"),
        execution_options=ELSEWHERE,
    )
    session.info[dictionaries.TOUCHED] = True

    assert [line.split(":")[0] for line in missing(session)] == ["jifen.E061 id_type"]
    assert "passport" in missing(session)[0]


def test_words_are_read_once_for_all_fields_and_anew_after_a_change(session, connection):
    statements = []
    event.listen(connection, "before_cursor_execute", lambda *told: statements.append(told[2]))
    codes(session)
    before = len(statements)

    assert before > 0
    codes(session)
    entries(session, "id_type")
    assert len(statements) == before
    add(session)
    assert "grandparent" in codes(session)


def test_what_another_process_changed_is_read_soon(session, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(dictionaries.time, "monotonic", lambda: now[0])
    codes(session)
    # As another process would: nothing here is told of it.
    session.execute(
        sa.update(DictionaryEntry)
        .where(DictionaryEntry.code == "mother")
        .values(label_zh_hans="妈妈"),
        execution_options=ELSEWHERE,
    )

    assert label(session, "relation", "mother", "zh_Hans") == "母亲"
    now[0] += 6
    assert label(session, "relation", "mother", "zh_Hans") == "妈妈"


def test_loading_adds_only_what_is_missing(session):
    session.execute(
        sa.delete(DictionaryEntry).where(DictionaryEntry.code == "passport"),
        execution_options=ELSEWHERE,
    )
    before = session.scalar(sa.select(sa.func.count(DictionaryEntry.id)))

    dictionaries.load(session)

    assert session.scalar(sa.select(sa.func.count(DictionaryEntry.id))) == before + 1
