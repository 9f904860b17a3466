"""Does a table of very many wrong rows end in a clear summary, with nothing written?"""

from __future__ import annotations

import io
import resource
import time

import pytest
from sqlalchemy import func, select

from app.admin import import_work
from app.extensions import db
from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from models import District
from models.office_enums import ImportState
from tests.admin.test_import_pages import check, run_of, send

MEGA = 1 << 10
"""In the kilobytes in which Linux counts memory."""


@pytest.mark.slow
@pytest.mark.parametrize(
    "rows",
    [
        3_000,
        pytest.param(
            100_000,
            # The test's own client leaves the file of a large request to the collector.
            marks=[
                pytest.mark.stress, pytest.mark.timeout(600),
                pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
            ],
        ),
    ],
)  # fmt: skip
def test_wrong_rows_are_summed_up(log_in, doors, session, office, rows):
    desk, out = log_in(Role.supervisor, None), io.StringIO("区划代码,位置\n")
    out.seek(0, 2)
    out.writelines(f"35{number:06d},many\n" for number in range(rows))
    page = send(desk, out.getvalue())[1]
    check(desk, page)
    run, app = run_of(session), doors["staff"]
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with app.test_request_context(), acting_as(SYSTEM):
        import_work.work(db.session(), f"{run.id}:check:1", app.config["CLOCK"]())

    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(rows, "wrong rows:", round(time.perf_counter() - start, 1), "s,", grown >> 10, "MB")  # noqa: T201
    run = run_of(session)
    assert (run.state, run.wrong, run.added) == (ImportState.checked, rows, 0)
    assert len(run.shown["errors"]) == import_work.SHOWN
    assert grown < 40 * MEGA
    with acting_as(SYSTEM):
        assert session.scalar(select(func.count()).select_from(District)) < rows
