"""Which reference data does every installation start with?"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any

import sqlalchemy as sa
import yaml
from sqlalchemy.orm import Session

from app.policy.calendar import Dates, dates, local, year_of_next_entry
from app.policy.required_pictures import DEFAULT
from app.services import dictionaries
from app.services.synthetic import people
from models.admission_round import AdmissionRound
from models.district import District
from models.enums import Section, UnfiledPolicy

DATA = files("app.data")
MANUAL_YEAR = 2022
MANUAL_WINDOW = (date(2022, 4, 18), date(2022, 4, 27))
"""The round of the published manual: Tong'an, 18 to 27 April 2022."""
TRIAL_BEFORE, TRIAL_AFTER = timedelta(days=5), timedelta(days=14)


def texts() -> dict[str, Any]:
    """Return the texts of a round as they come with the portal."""
    loaded: dict[str, Any] = yaml.safe_load((DATA / "round_texts.yaml").read_text("utf-8"))
    return loaded


def load_districts(session: Session) -> dict[str, District]:
    """Load the districts that are missing and return all by their letters."""
    there = {row.letters: row for row in session.scalars(sa.select(District))}
    words = texts()
    for row in yaml.safe_load((DATA / "districts.yaml").read_text("utf-8")):
        if row["letters"] not in there:
            office = words["office"].format(district=row["name"])
            more = {"office": office, "phone": words["phone"], "hours": words["hours"]}
            there[row["letters"]] = District(**row, **more)
            session.add(there[row["letters"]])
    session.flush()
    return there


def load_rounds(session: Session, now: datetime) -> dict[str, AdmissionRound]:
    """Load the manual's round and one that is open around today in every district."""
    dictionaries.load(session)
    districts = load_districts(session)
    today = local(now).date()
    year = year_of_next_entry(today)
    open_now = dates(year, today - TRIAL_BEFORE, today + TRIAL_AFTER)
    manual = make_round(session, districts["TA"], MANUAL_YEAR, dates(MANUAL_YEAR, *MANUAL_WINDOW))
    rounds = {
        letters: make_round(session, district, year, open_now)
        for letters, district in districts.items()
    }
    return {**rounds, "manual": manual}


def make_round(session: Session, district: District, year: int, when: Dates) -> AdmissionRound:
    """Return the district's round of the year, made from the texts when it is missing."""
    found = session.scalar(
        sa.select(AdmissionRound).where(
            AdmissionRound.district_id == district.id, AdmissionRound.year == year
        )
    )
    if found is not None:
        return found
    words = texts()
    values = _words(district, year, when)
    made = AdmissionRound(
        district_id=district.id,
        district=district,
        year=year,
        name=words["name"].format(**values),
        notice=words["notice"].format(**values),
        declaration=words["declaration"].strip(),
        pictures=DEFAULT,
        reasons=[],
        step_order=[section.value for section in Section],
        unfiled_policy=UnfiledPolicy.lapse,
        recheck_limit=1,
        max_students=4,
        notice_seconds=30,
        **vars(when),
    )
    session.add(made)
    session.flush()
    return made


def _words(district: District, year: int, when: Dates) -> dict[str, Any]:
    return {
        "district": district.name,
        "year": year,
        "opens": _day(local(when.opens_at).date()),
        "closes": _day(local(when.closes_at).date() - timedelta(days=1)),
        "born_from": _day(when.born_from),
        "born_to": _day(when.born_to),
        "residence_from": _day(when.residence_from),
        "residence_to": _day(when.residence_to),
    }


def _day(day: date) -> str:
    return str(people()["day"]).format(year=day.year, month=day.month, day=day.day)
