"""Are changes made one after the other, and is no statement for ever?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from app.extensions import database, db
from app.extensions.database import engine_options, prepare
from app.security.actor import SYSTEM, acting_as

THREADS, EACH = 8, 50
READ = sa.text("select number from counter")
WRITE = sa.text("update counter set number = :number")
LOCK = " for update"


@pytest.fixture
def counter(empty_database):
    """An application with a page that reads a number and writes the next."""
    app = Flask(__name__)
    app.config.update(
        SQLALCHEMY_DATABASE_URI=empty_database,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(empty_database, 15000) | {"pool_size": THREADS},
    )
    db.init_app(app)
    app.add_url_rule("/twice", "twice", twice, methods=["POST"])
    app.add_url_rule("/next", "next", count, methods=["POST"])
    app.add_url_rule("/read", "read", read)
    with app.app_context():
        engine = app.config["ENGINE"] = db.engine
    prepare(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("create table counter (number integer)")
        connection.exec_driver_sql("insert into counter values (0)")
    yield app
    engine.dispose()


def read() -> str:
    """Read only; as the system, because the counter is no entity that could be narrowed."""
    with acting_as(SYSTEM):
        return str(db.session.scalar(READ))


def count() -> str:
    """Read, then write: what every command does."""
    lock = LOCK if db.engine.dialect.name == "postgresql" else ""
    with acting_as(SYSTEM):
        number = db.session.scalar(sa.text(READ.text + lock))
        db.session.execute(WRITE, {"number": number + 1})
        db.session.commit()
    return str(number)


def twice() -> str:
    """Commit and go on, while a job writes between the second reading and its change."""
    count()
    with acting_as(SYSTEM):
        number = db.session.scalar(READ)
        refused = write_elsewhere(db.engine, number + 10)
        db.session.execute(WRITE, {"number": number + 1})
        db.session.commit()
    return refused


def write_elsewhere(engine: sa.Engine, number: int) -> str:
    """Write over another connection that does not wait; return why it was refused."""
    with engine.execution_options(write=True).connect() as connection:
        connection.connection.execute("pragma busy_timeout=10")
        try:
            with connection.begin():
                connection.execute(WRITE, {"number": number})
        except sa.exc.OperationalError as locked:
            return str(locked.orig)
        finally:
            connection.connection.execute("pragma busy_timeout=20000")
    return ""


@pytest.mark.sqlite
def test_a_request_that_commits_and_goes_on_keeps_a_job_waiting_while_it_reads(counter):
    answer = counter.test_client().post("/twice")

    assert (answer.status_code, answer.text) == (200, "database is locked")
    assert counter.test_client().get("/read").text == "2"


def test_no_change_is_lost_when_many_read_and_then_write(counter):
    def press(_) -> list[int]:
        client = counter.test_client()
        return [client.post("/next").status_code for _ in range(EACH)]

    with ThreadPoolExecutor(THREADS) as pool:
        answers = [code for codes in pool.map(press, range(THREADS)) for code in codes]

    assert answers == [200] * THREADS * EACH
    assert counter.test_client().get("/read").text == str(THREADS * EACH)


@pytest.mark.sqlite
def test_reading_does_not_wait_for_a_writer(counter):
    with counter.config["ENGINE"].execution_options(write=True).begin() as connection:
        connection.execute(WRITE, {"number": 7})

        assert counter.test_client().get("/read").text == "0"


@pytest.mark.sqlite
def test_every_connection_keeps_foreign_keys_and_its_journal(counter):
    with counter.config["ENGINE"].connect() as connection:
        assert connection.exec_driver_sql("pragma foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("pragma journal_mode").scalar() == "wal"


@pytest.mark.postgresql
def test_a_statement_that_takes_too_long_is_ended(empty_database):
    engine = sa.create_engine(empty_database, **engine_options(empty_database, 50))

    with engine.connect() as connection, pytest.raises(sa.exc.OperationalError, match="timeout"):
        connection.exec_driver_sql("select pg_sleep(5)")
    engine.dispose()


def test_an_error_does_not_show_the_values_of_a_statement(empty_database):
    engine = sa.create_engine(empty_database, **engine_options(empty_database, 15000))

    with engine.connect() as connection, pytest.raises(sa.exc.DBAPIError) as caught:
        connection.execute(sa.text("select :number from nowhere"), {"number": "350212198803071234"})
    engine.dispose()

    assert "350212198803071234" not in str(caught.value)


@pytest.fixture
def lost(empty_database, monkeypatch):
    """An engine whose connection the server ended while nobody used it."""
    monkeypatch.setattr(database, "REST", 0.0)
    engine = sa.create_engine(empty_database, **engine_options(empty_database, 15000))
    prepare(engine)
    other = sa.create_engine(empty_database)
    with engine.connect() as connection:
        number = connection.exec_driver_sql("select pg_backend_pid()").scalar()
    with other.connect() as connection:
        connection.exec_driver_sql(f"select pg_terminate_backend({number}, 5000)")
    yield engine
    engine.dispose()
    other.dispose()


@pytest.mark.postgresql
def test_a_connection_that_was_lost_while_it_rested_is_made_anew(lost):
    with lost.connect() as connection:
        assert connection.exec_driver_sql("select 1").scalar() == 1


@pytest.mark.postgresql
def test_a_connection_that_was_used_just_now_is_not_asked(lost, monkeypatch):
    monkeypatch.setattr(database, "REST", 60.0)

    with lost.connect() as connection, pytest.raises(sa.exc.OperationalError):
        connection.exec_driver_sql("select 1")
