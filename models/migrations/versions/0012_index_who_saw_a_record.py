"""Index the log of reading by the records that its entries name"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

# Each page of a list is one entry with its ids, each export one with the blocks of a thousand
# numbers in which its rows lie. What names one record by itself has an index already.
NAMES = ('ids', 'blocks')


def upgrade() -> None:
    """Bring the schema forward."""
    if op.get_bind().dialect.name == 'postgresql':
        for name in NAMES:
            op.create_index(
                f'ix_audit_entry_{name}_search',
                'audit_entry',
                [sa.text(f"(CAST(details AS JSONB) -> '{name}') jsonb_path_ops")],
                postgresql_using='gin',
                postgresql_where=sa.text("entity_id = ''"),
            )


def downgrade() -> None:
    """Bring the schema back."""
    if op.get_bind().dialect.name == 'postgresql':
        for name in NAMES:
            op.drop_index(f'ix_audit_entry_{name}_search', 'audit_entry')
