"""Index decisions, by which dashboards look at a period"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_index("ix_application_decided_at", "application", ["decided_at"])
    op.create_index("ix_review_item_decided_at", "review_item", ["decided_at"])


def downgrade() -> None:
    """Bring the schema back."""
    op.drop_index("ix_review_item_decided_at", "review_item")
    op.drop_index("ix_application_decided_at", "application")
