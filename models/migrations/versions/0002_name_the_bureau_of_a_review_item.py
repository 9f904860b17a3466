"""Name the bureau of a review item"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

BUREAU = sa.Enum(
    'office', 'public_security', 'natural_resources', 'disabled_federation',
    name='bureau', native_enum=False, length=32,
)
TEXT = sa.String(length=40)


def upgrade() -> None:
    """Bring the schema forward; the names were kept as text before, and stay the same."""
    op.execute("UPDATE review_item SET source = 'office' WHERE source = ''")
    with op.batch_alter_table('review_item') as table:
        table.alter_column('source', existing_type=TEXT, type_=BUREAU, existing_nullable=False)


def downgrade() -> None:
    """Bring the schema back."""
    with op.batch_alter_table('review_item') as table:
        table.alter_column('source', existing_type=BUREAU, type_=TEXT, existing_nullable=False)
