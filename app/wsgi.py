"""What does the server serve? Its doors; the embedded worker starts with the first process."""

from __future__ import annotations

import gc

from app import jobs
from app.extensions import logs
from app.factory import create_app
from config import Jobs, Settings

settings = Settings().completed()
logs.configure(settings.log_level, as_json=settings.production)
app = create_app(settings)
# What was made until now lives as long as the process: no collection looks at it again.
gc.collect()
gc.freeze()
if settings.jobs is Jobs.embedded:
    jobs.embed(settings.var_dir / "worker.lock", settings.worker_id)
