"""Is the application alive, and its database with it?"""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, Response, jsonify

from app.extensions import db
from models.district import District

pages = Blueprint("health", __name__)


@pages.get("/health")
def health() -> Response:
    """Answer when the database answers."""
    db.session.execute(sa.select(District.id).limit(1))
    return jsonify(status="ok")
