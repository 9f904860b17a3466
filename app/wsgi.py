"""What does the server serve? Both doors; the embedded worker starts with the first process."""

from __future__ import annotations

from app import jobs
from app.factory import create_app
from config import Jobs, Settings

settings = Settings().completed()
app = create_app(settings)
if settings.jobs is Jobs.embedded:
    jobs.embed(settings.var_dir / "worker.lock", settings.worker_id)
