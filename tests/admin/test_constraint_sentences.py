"""Does the rule that the database enforces become a sentence at the right field?"""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.admin.columns import label
from app.admin.office_form import constraint_sentence
from app.schema.fields import fields_of
from app.schema.registry import entities
from app.security.actor import SYSTEM, acting_as
from models.admission_round import AdmissionRound
from models.district import District


@pytest.fixture
def told(office, session, doors):
    """Write a district that the database refuses; return the field and the sentence."""

    def write(**values):
        kept = {"code": "350299", "letters": "XX", "name": "新区", "office": "局", "phone": "1",
                "hours": "工作日", "position": 9, **values}  # fmt: skip
        with acting_as(SYSTEM), doors["staff"].test_request_context():
            with pytest.raises(IntegrityError) as clash:
                session.connection().execute(sa.insert(District.__table__).values(kept))
            session.rollback()
            return constraint_sentence(District, clash.value)

    return write


@pytest.mark.parametrize(("code", "end"), [("350212", "已被使用。"), (None, "必须填写。")])
def test_a_value_in_use_and_a_missing_one_are_told_apart(told, code, end):
    field, sentence = told(code=code)

    assert field == "code"
    assert sentence.endswith(end)
    assert "区划代码" not in sentence


def test_a_record_that_is_not_there_is_not_called_in_use(office, session, doors):
    table = AdmissionRound.__table__
    lost = sa.update(table).where(table.c.id == office["TA"].round_id).values(district_id=999_999)
    with acting_as(SYSTEM), doors["staff"].test_request_context():
        with pytest.raises(IntegrityError) as clash:
            session.connection().execute(lost)
        session.rollback()

        _, sentence = constraint_sentence(AdmissionRound, clash.value)

    assert "已被使用" not in sentence


def test_values_that_only_together_are_another_records_are_told_together(office, session, doors):
    with acting_as(SYSTEM), doors["staff"].test_request_context():
        first = session.get(AdmissionRound, office["TA"].round_id)
        columns = [one.key for one in AdmissionRound.__table__.columns if one.key != "id"]
        again = {name: getattr(first, name) for name in columns}
        with pytest.raises(IntegrityError) as clash:
            session.connection().execute(sa.insert(AdmissionRound.__table__).values(again))
        session.rollback()

        field, sentence = constraint_sentence(AdmissionRound, clash.value)

    assert field == "year"
    assert "招生区、年份" in sentence


def test_a_relation_is_called_like_its_key():
    for model in entities().values():
        for name, relation in sa.inspect(model).relationships.items():
            key = f"{name}_id"
            if not relation.uselist and key in fields_of(model):
                assert str(label(model, name)) == str(label(model, key))
