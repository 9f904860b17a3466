"""Index every order of the lists, and fill what the search box looks into"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

ORDERS = (
    ('account', 'created_at'), ('admission_round', 'opens_at'), ('admission_round', 'year'),
    ('application_event', 'at'), ('audit_entry', 'at'), ('conflict_of_interest', 'declared_at'),
    ('consent', 'shown_at'), ('district', 'position'), ('draft', 'saved_at'),
    ('filing', 'filed_at'), ('outbox_message', 'queued_at'), ('review_note', 'at'),
    ('student', 'name'), ('student', 'pinyin'), ('verification_code', 'sent_at'),
)  # fmt: skip
"""Orders whose old index ended with the column; the new one ends with the row's number."""
NEW = (('application', 'status'), ('idempotency_key', 'created_at'))
OPTIONAL = (('application', 'filed_at'), ('student', 'points'))


def upgrade() -> None:
    """Bring the schema forward."""
    last = 'NULLS LAST' if op.get_bind().dialect.name == 'postgresql' else ''
    for table, column in (*ORDERS, *NEW):
        op.create_index(f'ix_{table}_{column}_id', table, [column, 'id'])
    for table, column in OPTIONAL:
        parts = [sa.text(f'{column} DESC {last}'), sa.text('id DESC')]
        op.create_index(f'ix_{table}_{column}_id', table, parts)
    for table, column in (*ORDERS, *OPTIONAL):
        op.drop_index(f'ix_{table}_{column}', table)


def downgrade() -> None:
    """Bring the schema back."""
    last = 'NULLS LAST' if op.get_bind().dialect.name == 'postgresql' else ''
    op.create_index('ix_application_filed_at', 'application', ['filed_at'])
    points = [sa.text(f'points DESC {last}'), sa.text('id DESC')]
    op.create_index('ix_student_points', 'student', points)
    for table, column in ORDERS:
        op.create_index(f'ix_{table}_{column}', table, [column])
    for table, column in (*ORDERS, *NEW, *OPTIONAL):
        op.drop_index(f'ix_{table}_{column}_id', table)
