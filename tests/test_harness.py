"""Do the tests themselves stand on firm ground: sealed, on a real database, in a real browser?"""

from __future__ import annotations

import socket

import pytest
import sqlalchemy as sa

from tests.browser import PHONE, listen

PAGE = "data:text/html;charset=utf-8,<title>报名</title><h1>积分入学 㛃 𬱖</h1>"


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1"])
def test_a_test_that_reaches_for_the_network_fails(address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET

    with socket.socket(family) as reaching, pytest.raises(pytest.fail.Exception):
        reaching.connect((address, 80))


def test_a_test_that_looks_up_a_foreign_name_fails():
    with pytest.raises(pytest.fail.Exception):
        socket.getaddrinfo("portal.invalid", 443)


def test_a_test_reaches_its_own_server():
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert client.getpeername() == server.getsockname()


def test_a_new_database_is_empty_and_keeps_rare_characters(empty_database):
    engine = sa.create_engine(empty_database)
    with engine.begin() as connection:
        assert sa.inspect(connection).get_table_names() == []
        connection.exec_driver_sql("create table person (name varchar(50))")
        connection.execute(sa.text("insert into person values (:name)"), {"name": "欧阳㛃𬱖"})
        assert connection.scalar(sa.text("select length(name) from person")) == 4
    engine.dispose()


@pytest.mark.postgresql
def test_the_server_sorts_as_the_real_one_will(empty_database):
    asked = "select datcollate from pg_database where datname = current_database()"
    engine = sa.create_engine(empty_database)
    with engine.connect() as connection:
        assert connection.scalar(sa.text(asked)) == "C.UTF-8"
    engine.dispose()


def test_the_browser_shows_a_page(new_page):
    page = new_page(viewport=PHONE)

    page.goto(PAGE)

    assert page.locator("h1").inner_text() == "积分入学 㛃 𬱖"
    assert page.evaluate("() => innerWidth") == PHONE["width"]


def test_the_browser_writes_down_what_is_wrong(browser):
    complaints: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    listen(page, complaints)

    page.goto("data:text/html,<script>throw new Error('broken')</script>")
    page.wait_for_timeout(100)

    assert "broken" in " ".join(complaints)
    context.close()
