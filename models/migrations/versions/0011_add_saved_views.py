"""Add the saved views of the lists"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        'saved_view',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=False, comment='User'),
        sa.Column('entity', sa.String(length=40), nullable=False, comment='Entity'),
        sa.Column('name', sa.String(length=40), nullable=False, comment='Name of the view'),
        sa.Column('query', sa.Text(), nullable=False, comment='Filter as an address'),
        sa.Column('columns', sa.JSON(none_as_null=True), nullable=True, comment='Columns'),
        sa.Column('size', sa.Integer(), nullable=True, comment='Rows on a page'),
        sa.Column('shared_role', sa.String(length=32), nullable=True, comment='Shared with the role'),
        sa.Column('pinned', sa.Boolean(), nullable=False, comment='Pinned'),
        sa.ForeignKeyConstraint(
            ['user_id'], ['ab_user.id'], name='fk_saved_view_user_id', ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name='pk_saved_view'),
        sa.UniqueConstraint('user_id', 'entity', 'name', name='uq_saved_view_user_id_entity_name'),
    )
    op.create_index('ix_saved_view_user_id', 'saved_view', ['user_id'])
    op.create_index('ix_saved_view_shared_role', 'saved_view', ['shared_role'])


def downgrade() -> None:
    """Bring the schema back."""
    op.drop_table('saved_view')
