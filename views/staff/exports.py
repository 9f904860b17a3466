"""On which page does one wait for an export, and fetch it?"""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.admin.codes import word
from app.admin.export_pages import sent
from app.extensions import clock, db
from app.services import audit, export_jobs
from models.export_job import ExportJob
from models.office_enums import TableState
from views.staff.access import permitted, staff_only

pages = Blueprint("exports", __name__)
WAIT_SECONDS = 3


@pages.get("/exports/<int:job_id>/progress")
@staff_only("can_show", "ExportJob")
def show(job_id: int) -> Response | str:
    """Say how far the export has come; the page asks again by itself until it is ready."""
    job = db.session.get(ExportJob, job_id)
    if job is None:
        abort(404)
    over = job.expires_at <= clock()
    return render_template(
        "staff/export_job.html",
        job=job,
        over=over,
        waiting=job.state in {TableState.waiting, TableState.running} and not over,
        seconds=WAIT_SECONDS,
        title=gettext("Export: %(name)s", name=word(job.entity)),
        back=f"{job.entity}View.list",
    )


@pages.post("/exports/<int:job_id>/fetch")
@staff_only("can_show", "ExportJob")
def fetch(job_id: int) -> Response:
    """Hand the file over; each time is on record."""
    job, pieces = export_jobs.fetch(db.session(), job_id, clock())
    if not permitted("can_export", job.entity):
        abort(403)
    audit.record(db.session(), "fetch_export", "ExportJob", job.id, now=clock())
    name, form = f"{word_of(job)}.{job.form}", job.form
    db.session.commit()
    return sent(pieces, name, form)


def word_of(job: ExportJob) -> str:
    """Return the file's name: the entity's own, which every system keeps."""
    return "".join(f"_{one.lower()}" if one.isupper() else one for one in job.entity).strip("_")
