"""Keep access tokens"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('api_token',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False, comment='Owner'),
    sa.Column('name', sa.String(length=60), nullable=False, comment='Name'),
    sa.Column('hint', sa.String(length=12), nullable=False, comment='Begins with'),
    sa.Column('secret_hash', sa.String(length=64), nullable=False, comment='Keyed hash of the token'),
    sa.Column('scopes', sa.JSON(none_as_null=True), nullable=False, comment='Permissions'),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False, comment='Created'),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False, comment='Valid until'),
    sa.Column('last_used_at', sa.DateTime(timezone=True), nullable=True, comment='Last used'),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True, comment='Revoked'),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], name=op.f('fk_api_token_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_token')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_api_token_secret_hash')),
    sa.UniqueConstraint('user_id', 'name', name=op.f('uq_api_token_user_id_name'))
    )
    with op.batch_alter_table('api_token', schema=None) as batch_op:
        batch_op.create_index('ix_api_token_created_at_id', ['created_at', 'id'], unique=False)
        batch_op.create_index('ix_api_token_expires_at_id', ['expires_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_api_token_user_id'), ['user_id'], unique=False)


def downgrade() -> None:
    """Bring the schema back."""
    with op.batch_alter_table('api_token', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_api_token_user_id'))
        batch_op.drop_index('ix_api_token_expires_at_id')
        batch_op.drop_index('ix_api_token_created_at_id')

    op.drop_table('api_token')
