"""What does the server serve? Its doors; the embedded worker starts with the first process."""

from __future__ import annotations

from app import jobs
from app.extensions import logs
from app.factory import create_app
from config import Jobs, Settings

settings = Settings().completed()
logs.configure(settings.log_level, as_json=settings.production)
app = create_app(settings)
if settings.jobs is Jobs.embedded:
    jobs.embed(settings.var_dir / "worker.lock", settings.worker_id)
