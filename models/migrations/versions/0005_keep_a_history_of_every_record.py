"""Keep a history of every record"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('record_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entity', sa.String(length=40), nullable=False, comment='Entity'),
    sa.Column('entity_id', sa.Integer(), nullable=False, comment='Record'),
    sa.Column('application_id', sa.Integer(), nullable=True, comment='Registration'),
    sa.Column('district_id', sa.Integer(), nullable=True, comment='District'),
    sa.Column('account_id', sa.Integer(), nullable=True, comment='Account'),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False, comment='Time'),
    sa.Column('party', sa.String(length=12), nullable=False, comment='Party'),
    sa.Column('actor_id', sa.Integer(), nullable=True, comment='Actor'),
    sa.Column('actor_name', sa.String(length=100), nullable=False, comment='Acted'),
    sa.Column('door', sa.Enum('parents', 'staff', 'rest', 'file', 'job', 'command', name='door', native_enum=False, length=32), nullable=False, comment='Door'),
    sa.Column('action', sa.Enum('add', 'edit', 'delete', name='changeaction', native_enum=False, length=32), nullable=False, comment='Action'),
    sa.Column('reason', sa.String(length=500), nullable=False, comment='Reason'),
    sa.Column('changes', sa.LargeBinary(), nullable=False, comment='Changes'),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record_change')),
    sa.UniqueConstraint('uid', name=op.f('uq_record_change_uid'))
    )
    with op.batch_alter_table('record_change', schema=None) as batch_op:
        batch_op.create_index('ix_record_change_at_id', ['at', 'id'], unique=False)
        batch_op.create_index('ix_record_change_case', ['application_id', 'at', 'id'], unique=False)
        batch_op.create_index('ix_record_change_record', ['entity', 'entity_id', 'at', 'id'], unique=False)



def downgrade() -> None:
    """Bring the schema back."""
    with op.batch_alter_table('record_change', schema=None) as batch_op:
        batch_op.drop_index('ix_record_change_record')
        batch_op.drop_index('ix_record_change_case')
        batch_op.drop_index('ix_record_change_at_id')
        batch_op.drop_index('ix_record_change_case')
        batch_op.drop_index('ix_record_change_at_id')

    op.drop_table('record_change')
