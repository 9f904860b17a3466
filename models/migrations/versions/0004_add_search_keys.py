"""Add the keys under which the search box finds rows; `jifen migrate` fills those of old rows"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

SEARCHED = ('account', 'guardian', 'region', 'student')


def upgrade() -> None:
    """Bring the schema forward."""
    for table in SEARCHED:
        op.add_column(table, sa.Column('search_key', sa.Text(), nullable=True))
        if op.get_bind().dialect.name == 'postgresql':
            keys = sa.text("string_to_array(search_key, ' ')")
            op.create_index(f'ix_{table}_search', table, [keys], postgresql_using='gin')


def downgrade() -> None:
    """Bring the schema back."""
    for table in SEARCHED:
        if op.get_bind().dialect.name == 'postgresql':
            op.drop_index(f'ix_{table}_search', table)
        op.drop_column(table, 'search_key')
