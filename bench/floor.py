"""What is the least that a page over these rows can cost?

Flask, psycopg and one template each, on the portal's own tables and indexes, behind the same
server. It has no session, rights, scope, audit, languages, menu or sealed values: its time is
a bound to compare with, not a goal.
"""

from __future__ import annotations

import csv
import io
import os
import threading
from collections.abc import Iterator
from typing import Any

import psycopg
from flask import Flask, Response, redirect, request, stream_with_context
from werkzeug.wrappers import Response as Answer

app = Flask(__name__)
_thread = threading.local()
NAMES = ("student", "guardian")
NAMED = """(select application_id from {} where string_to_array(search_key, ' ') @> array[%s]
and strpos(name, %s) > 0 limit 1000)"""
AFTER_FILED = "(a.filed_at, a.id) < (%s, %s)"
AFTER_UNFILED = "a.filed_at is null and a.id < %s"
TOGETHER = 1000
"""Rows that the cursor of an export fetches at once."""

LIST = """
select a.id, a.student_names, a.serial_numbers, a.guardian_name, r.name, a.status, a.filed_at
from application a join admission_round r on r.id = a.round_id
"""
BY_POINTS = """
select s.id, s.name, s.serial_number, s.birth_date, s.outcome, s.points, a.student_names
from student s join application a on a.id = s.application_id
order by s.points desc nulls last, s.id desc limit 25
"""
DETAIL = "select * from application where id = %s"
RELATED = {
    "student": "name, serial_number, birth_date, outcome, points",
    "guardian": "name, relation, id_type",
    "kinship": '"case", note',
    "property": "owned, kind",
    "upload": "slot, state, verdict, uploaded_at",
    "review_item": "kind, system_state, verdict, reason",
    "application_event": "at, name, source, target, actor_name, reason",
}
NEW_UID = "replace(gen_random_uuid()::text, '-', '')"
EVENT = f"""
insert into application_event (uid, application_id, district_id, account_id, at, name, source,
                               target, party, actor_name, reason, details)
select {NEW_UID}, id, district_id, account_id, now(), %(name)s, 'submitted', status, 'floor', '',
       '', '{{}}' from changed
"""
CHANGE = f"""
insert into record_change (uid, entity, entity_id, application_id, district_id, account_id, at,
                           party, actor_name, door, action, reason, changes)
select {NEW_UID}, 'Kinship', %(id)s, id, district_id, account_id, now(), 'staff', 'floor', 'staff',
       'edit', 'bench', '\\x00' from changed
"""
TOLD = f""", events as ({EVENT} returning id, uid, application_id, district_id, account_id
), audits as (
  insert into audit_entry (seq, prev_hash, hash, at, door, party, actor_name, action, entity,
                           entity_id, district_id, reason, details)
  select (select coalesce(max(seq), 0) from audit_entry) + row_number() over (order by id),
         repeat('0', 64), repeat('0', 64), now(), 'staff', 'staff', '', %(name)s, 'Application',
         application_id, district_id, '', '{{}}' from events
) insert into outbox_message (uid, account_id, district_id, application_id, event_id, template,
                              params, by_sms, in_inbox, dedupe_key, queued_at, not_before, state,
                              tries)
select {NEW_UID}, account_id, district_id, application_id, id, %(template)s, '{{}}', true,
       true, uid, now(), now() + interval '8 seconds', 'waiting', 0 from events
"""
APPROVE = f"""
with changed as (
  update application set status = 'approved', decided_at = now(), version = version + 1
  where id = any(%(ids)s) and status = 'submitted' returning id, district_id, account_id, status
), students as (
  update student set outcome = 'accepted' where application_id in (select id from changed)
) {TOLD}
"""
VERDICT = f"""
with items as (
  update review_item set verdict = 'meets', decided_at = now() where application_id = %(id)s
), changed as (
  update application set version = version + 1 where id = %(id)s
  returning id, district_id, account_id, status
) {EVENT}
"""

EDIT = f"""
with row as (
  update kinship set note = %(note)s where id = %(id)s returning application_id
), changed as (
  update application set version = version + 1 where id = (select application_id from row)
  returning id, district_id, account_id, status
), history as ({CHANGE}) {TOLD}
"""
FORM = """<!doctype html><html lang="en"><meta charset="utf-8"><title>edit</title>
<form method="post">
{% for name, value in row %}<label>{{ name }}<input name="{{ name }}" value="{{ value }}"></label>
{% endfor %}<button>save</button></form></html>"""
EXPORTED = (
    "name", "pinyin", "serial_number", "birth_date", "sex", "outcome", "points", "id_number",
    "address", "disability_card",
)  # fmt: skip

PAGE = app.jinja_env.from_string("""<!doctype html><html lang="en"><meta charset="utf-8">
<title>{{ title }}</title><nav><a href="/">list</a></nav>
<form><input name="name"><input name="district"><input name="status"><button>go</button></form>
{% for name, heads, rows in tables %}<h2>{{ name }}</h2><table><tr>{% for head in heads %}
<th>{{ head }}</th>{% endfor %}</tr>{% for row in rows %}<tr><td><input type="checkbox" name="id"
value="{{ row[0] }}"></td>{% for value in row %}<td>{{ value if value is not none else "-" }}</td>
{% endfor %}<td><a href="/case/{{ row[0] }}">show</a></td></tr>{% endfor %}</table>{% endfor %}
</html>""")


def database() -> psycopg.Connection[Any]:
    """Return this thread's connection."""
    found: psycopg.Connection[Any] | None = getattr(_thread, "connection", None)
    if found is None or found.closed:
        found = _thread.connection = psycopg.connect(os.environ["BENCH_DSN"], autocommit=True)
    return found


def table(name: str, statement: str, values: Any = ()) -> tuple[str, list[str], list[Any]]:
    """Return name, heads and rows of one statement."""
    asked = database().execute(statement, values)
    return name, [one.name for one in asked.description or ()], asked.fetchall()


@app.get("/")
def listed() -> str:
    """Show the first page of the list, perhaps with conditions."""
    given, where, values = request.args, [], []
    if "sort" in given:
        return PAGE.render(title="list", tables=[table("list", BY_POINTS)])
    if "district" in given:
        where.append("a.district_id = %s and a.status = %s")
        values += [given["district"], given["status"]]
    if "index" in given:
        where.append("a.id in (select application_id from student where id_number_index = %s)")
        values.append(given["index"])
    if "name" in given:
        where.append(f"a.id in ({' union '.join(map(NAMED.format, NAMES))})")
        values += [given["key"], given["name"]] * len(NAMES)
    if "before" in given:
        filed, _, key = given["before"].partition("|")
        where.append(AFTER_FILED if filed else AFTER_UNFILED)
        values += [filed, key] if filed else [key]
    condition = f"where {' and '.join(where)}" if where else ""
    order = "order by a.filed_at desc nulls last, a.id desc limit 25"
    return PAGE.render(title="list", tables=[table("list", f"{LIST} {condition} {order}", values)])


@app.get("/case/<int:key>")
def case(key: int) -> str:
    """Show one case with its related rows."""
    related = [
        table(name, f"select id, {names} from {name} where application_id = %s order by id", [key])
        for name, names in RELATED.items()
    ]
    return PAGE.render(title=key, tables=[table("application", DETAIL, [key]), *related])


@app.post("/case/<int:key>/verdict")
def verdict(key: int) -> Answer:
    """Write the verdicts and one row of history, in one commit."""
    database().execute(VERDICT, {"id": key, "name": "verdicts"})
    return redirect(f"/case/{key}")


@app.post("/approve")
def approve() -> Answer:
    """Approve what was chosen, with one row of history each, in one commit."""
    ids = [int(one) for one in request.form.getlist("rowid")]
    values = {"ids": ids, "name": "approve", "template": "application_approved"}
    done = database().execute(APPROVE, values)
    return redirect(f"/?done={done.rowcount}")


@app.get("/kinship/<int:key>")
def relation(key: int) -> str:
    """Show one row in a form."""
    asked = database().execute("select * from kinship where id = %s", [key])
    row = zip([one.name for one in asked.description or ()], asked.fetchone() or (), strict=True)
    return app.jinja_env.from_string(FORM).render(row=list(row))


@app.post("/kinship/<int:key>")
def change(key: int) -> Answer:
    """Write a note with its history, event, audit entry and message, in one commit."""
    values = {"id": key, "note": request.form["note"], "name": "corrected"}
    database().execute(EDIT, values | {"template": "application_corrected"})
    return redirect(f"/kinship/{key}")


@app.get("/export")
def export() -> Response:
    """Answer students as CSV: a cursor on the server, and Python's writer."""
    asked = [one for one in request.args["columns"].split(",") if one in EXPORTED]
    columns = ", ".join(asked)

    def parts() -> Iterator[bytes]:
        text = f"select {columns} from student where birth_date <= %s order by id"
        with psycopg.connect(os.environ["BENCH_DSN"]) as own, own.cursor("rows") as cursor:
            cursor.itersize = TOGETHER
            cursor.execute(text, [request.args["last"]])
            file = io.StringIO()
            writer = csv.writer(file)
            writer.writerow(asked)
            while rows := cursor.fetchmany(TOGETHER):
                writer.writerows(rows)
                yield file.getvalue().encode()
                file.seek(0)
                file.truncate()

    return Response(stream_with_context(parts()), mimetype="text/csv")
