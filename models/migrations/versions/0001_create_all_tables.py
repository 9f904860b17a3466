"""Create all tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('ab_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('label', sa.String(length=150), nullable=True),
    sa.Column('description', sa.String(length=512), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('name')
    )
    op.create_table('ab_permission',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('name')
    )
    op.create_table('ab_register_user',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('first_name', sa.String(length=64), nullable=False),
    sa.Column('last_name', sa.String(length=64), nullable=False),
    sa.Column('username', sa.String(length=128), nullable=False),
    sa.Column('password', sa.String(length=256), nullable=True),
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('registration_date', sa.DateTime(), nullable=True),
    sa.Column('registration_hash', sa.String(length=256), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('email'),
    sa.UniqueConstraint('username')
    )
    op.create_table('ab_role',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('name')
    )
    op.create_table('ab_user',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('first_name', sa.String(length=64), nullable=False),
    sa.Column('last_name', sa.String(length=64), nullable=False),
    sa.Column('username', sa.String(length=128), nullable=False),
    sa.Column('password', sa.String(length=256), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=True),
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('last_login', sa.DateTime(), nullable=True),
    sa.Column('login_count', sa.Integer(), nullable=True),
    sa.Column('fail_login_count', sa.Integer(), nullable=True),
    sa.Column('created_on', sa.DateTime(), nullable=True),
    sa.Column('changed_on', sa.DateTime(), nullable=True),
    sa.Column('created_by_fk', sa.Integer(), nullable=True),
    sa.Column('changed_by_fk', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['changed_by_fk'], ['ab_user.id'] ),
    sa.ForeignKeyConstraint(['created_by_fk'], ['ab_user.id'] ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('email'),
    sa.UniqueConstraint('username')
    )
    op.create_table('ab_view_menu',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=250), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('name')
    )
    op.create_table('audit_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False, comment='Sequence'),
    sa.Column('prev_hash', sa.String(length=64), nullable=False, comment='Hash of the entry before'),
    sa.Column('hash', sa.String(length=64), nullable=False, comment='Hash'),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False, comment='Time'),
    sa.Column('door', sa.String(length=12), nullable=False, comment='Door'),
    sa.Column('party', sa.String(length=12), nullable=False, comment='Party'),
    sa.Column('actor_id', sa.Integer(), nullable=True, comment='Actor'),
    sa.Column('actor_name', sa.String(length=100), nullable=False, comment='Acted'),
    sa.Column('action', sa.String(length=40), nullable=False, comment='Action'),
    sa.Column('entity', sa.String(length=40), nullable=False, comment='Entity'),
    sa.Column('entity_id', sa.String(length=40), nullable=False, comment='Record'),
    sa.Column('district_id', sa.Integer(), nullable=True, comment='District'),
    sa.Column('reason', sa.String(length=500), nullable=False, comment='Reason'),
    sa.Column('details', sa.JSON(none_as_null=True), nullable=False, comment='Details'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entry')),
    sa.UniqueConstraint('seq', name=op.f('uq_audit_entry_seq'))
    )
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_entry_action'), ['action'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entry_actor_name'), ['actor_name'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entry_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entry_district_id'), ['district_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entry_entity'), ['entity'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entry_entity_id'), ['entity_id'], unique=False)

    op.create_table('district',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=6), nullable=False, comment='Area code'),
    sa.Column('letters', sa.String(length=2), nullable=False, comment='Letters of the serial number'),
    sa.Column('name', sa.String(length=20), nullable=False, comment='District name'),
    sa.Column('office', sa.String(length=60), nullable=False, comment='Office'),
    sa.Column('phone', sa.String(length=20), nullable=False, comment='Help line'),
    sa.Column('hours', sa.String(length=60), nullable=False, comment='Office hours'),
    sa.Column('position', sa.Integer(), nullable=False, comment='Position'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_district')),
    sa.UniqueConstraint('code', name=op.f('uq_district_code')),
    sa.UniqueConstraint('letters', name=op.f('uq_district_letters'))
    )
    with op.batch_alter_table('district', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_district_position'), ['position'], unique=False)

    op.create_table('idempotency_key',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('principal', sa.String(length=40), nullable=False, comment='Principal'),
    sa.Column('key', sa.String(length=64), nullable=False, comment='Request key'),
    sa.Column('command', sa.String(length=60), nullable=False, comment='Command'),
    sa.Column('body_sha256', sa.String(length=64), nullable=False, comment='Hash of the request'),
    sa.Column('receipt', sa.JSON(none_as_null=True), nullable=False, comment='Receipt'),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False, comment='Created'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_idempotency_key')),
    sa.UniqueConstraint('principal', 'key', name=op.f('uq_idempotency_key_principal_key'))
    )
    with op.batch_alter_table('idempotency_key', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_idempotency_key_created_at'), ['created_at'], unique=False)

    op.create_table('region',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False, comment='Region code'),
    sa.Column('parent_code', sa.String(length=12), nullable=True, comment='Part of'),
    sa.Column('name', sa.String(length=60), nullable=False, comment='Region name'),
    sa.Column('level', sa.Enum('province', 'city', 'county', 'street', 'community', name='regionlevel', native_enum=False, length=32), nullable=False, comment='Level'),
    sa.Column('valid_from', sa.Date(), nullable=True, comment='Valid from'),
    sa.Column('valid_to', sa.Date(), nullable=True, comment='Valid until'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_region')),
    sa.UniqueConstraint('code', name=op.f('uq_region_code'))
    )
    with op.batch_alter_table('region', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_region_level'), ['level'], unique=False)
        batch_op.create_index(batch_op.f('ix_region_name'), ['name'], unique=False)
        batch_op.create_index(batch_op.f('ix_region_parent_code'), ['parent_code'], unique=False)

    op.create_table('ab_api_key',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('uuid', sa.String(length=36), nullable=False),
    sa.Column('name', sa.String(length=256), nullable=False),
    sa.Column('key_hash', sa.String(length=256), nullable=False),
    sa.Column('lookup_hash', sa.String(length=256), nullable=True),
    sa.Column('key_prefix', sa.String(length=16), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('scopes', sa.Text(), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('created_on', sa.DateTime(), nullable=True),
    sa.Column('expires_on', sa.DateTime(), nullable=True),
    sa.Column('revoked_on', sa.DateTime(), nullable=True),
    sa.Column('last_used_on', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('lookup_hash'),
    sa.UniqueConstraint('uuid')
    )
    with op.batch_alter_table('ab_api_key', schema=None) as batch_op:
        batch_op.create_index('idx_api_key_lookup_hash', ['lookup_hash'], unique=True)
        batch_op.create_index('idx_api_key_prefix', ['key_prefix'], unique=False)
        batch_op.create_index('idx_api_key_user_id', ['user_id'], unique=False)

    op.create_table('ab_group_role',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=True),
    sa.Column('role_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['group_id'], ['ab_group.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['role_id'], ['ab_role.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('group_id', 'role_id')
    )
    with op.batch_alter_table('ab_group_role', schema=None) as batch_op:
        batch_op.create_index('idx_group_id', ['group_id'], unique=False)
        batch_op.create_index('idx_group_role_id', ['role_id'], unique=False)

    op.create_table('ab_permission_view',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('permission_id', sa.Integer(), nullable=False),
    sa.Column('view_menu_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['permission_id'], ['ab_permission.id'] ),
    sa.ForeignKeyConstraint(['view_menu_id'], ['ab_view_menu.id'] ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('permission_id', 'view_menu_id')
    )
    with op.batch_alter_table('ab_permission_view', schema=None) as batch_op:
        batch_op.create_index('idx_permission_id', ['permission_id'], unique=False)
        batch_op.create_index('idx_view_menu_id', ['view_menu_id'], unique=False)

    op.create_table('ab_user_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('group_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['group_id'], ['ab_group.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('user_id', 'group_id')
    )
    with op.batch_alter_table('ab_user_group', schema=None) as batch_op:
        batch_op.create_index('idx_user_group_id', ['group_id'], unique=False)
        batch_op.create_index('idx_user_id', ['user_id'], unique=False)

    op.create_table('ab_user_role',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('role_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['role_id'], ['ab_role.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('user_id', 'role_id')
    )
    op.create_table('account',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False, comment='Full name'),
    sa.Column('id_type', sa.Enum('resident_id_card', 'hk_macao_travel_permit', 'taiwan_travel_permit', 'residence_permit', 'passport', 'permanent_resident_card', 'other', name='idtype', native_enum=False, length=32), nullable=False, comment='ID type'),
    sa.Column('level', sa.Enum('unverified', 'junior', 'middle', name='realnamelevel', native_enum=False, length=32), nullable=False, comment='Real-name level'),
    sa.Column('district_id', sa.Integer(), nullable=True, comment='Chosen district'),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False, comment='Created'),
    sa.Column('password_hash', sa.String(length=256), nullable=False),
    sa.Column('failed_logins', sa.Integer(), nullable=False, comment='Failed logins'),
    sa.Column('locked_until', sa.DateTime(timezone=True), nullable=True, comment='Locked until'),
    sa.Column('large_text', sa.Boolean(), nullable=False),
    sa.Column('id_number', sa.LargeBinary(), nullable=True, comment='ID number'),
    sa.Column('id_number_index', sa.String(length=32), nullable=True),
    sa.Column('phone', sa.LargeBinary(), nullable=False, comment='Mobile number'),
    sa.Column('phone_index', sa.String(length=32), nullable=True),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_account_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account')),
    sa.UniqueConstraint('uid', name=op.f('uq_account_uid'))
    )
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_account_created_at'), ['created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_account_district_id'), ['district_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_account_id_number_index'), ['id_number_index'], unique=True)
        batch_op.create_index(batch_op.f('ix_account_name'), ['name'], unique=False)
        batch_op.create_index(batch_op.f('ix_account_phone_index'), ['phone_index'], unique=True)

    op.create_table('admission_round',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False, comment='District'),
    sa.Column('year', sa.Integer(), nullable=False, comment='Year'),
    sa.Column('name', sa.String(length=100), nullable=False, comment='Round name'),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False, comment='Opens'),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False, comment='Closes'),
    sa.Column('modification_closes_at', sa.DateTime(timezone=True), nullable=False, comment='Modification requests close'),
    sa.Column('withdrawal_closes_at', sa.DateTime(timezone=True), nullable=False, comment='Withdrawals close'),
    sa.Column('recheck_opens_at', sa.DateTime(timezone=True), nullable=False, comment='Rechecks open'),
    sa.Column('recheck_closes_at', sa.DateTime(timezone=True), nullable=False, comment='Rechecks close'),
    sa.Column('recheck_limit', sa.Integer(), nullable=False, comment='Rechecks a family may ask for'),
    sa.Column('recheck_may_worsen', sa.Boolean(), nullable=False, comment="A family's recheck may worsen the result"),
    sa.Column('born_from', sa.Date(), nullable=False, comment='Born from'),
    sa.Column('born_to', sa.Date(), nullable=False, comment='Born until'),
    sa.Column('residence_from', sa.Date(), nullable=False, comment='Residence from'),
    sa.Column('residence_to', sa.Date(), nullable=False, comment='Residence until'),
    sa.Column('second_reader', sa.Boolean(), nullable=False, comment='A rejection needs a second reader'),
    sa.Column('unfiled_policy', sa.Enum('lapse', 'keep_filed', name='unfiledpolicy', native_enum=False, length=32), nullable=False, comment='A modification not filed again'),
    sa.Column('max_students', sa.Integer(), nullable=False, comment='Students a family may register'),
    sa.Column('notice_seconds', sa.Integer(), nullable=False, comment='Seconds to read the notice'),
    sa.Column('notice', sa.Text(), nullable=False, comment='Notice'),
    sa.Column('declaration', sa.Text(), nullable=False, comment='Declaration'),
    sa.Column('pictures', sa.JSON(none_as_null=True), nullable=False, comment='Required pictures by case'),
    sa.Column('reasons', sa.JSON(none_as_null=True), nullable=False, comment='Reason phrases'),
    sa.Column('step_order', sa.JSON(none_as_null=True), nullable=False, comment='Order of the sections'),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_admission_round_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_admission_round')),
    sa.UniqueConstraint('district_id', 'year', name=op.f('uq_admission_round_district_id_year'))
    )
    with op.batch_alter_table('admission_round', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_admission_round_district_id'), ['district_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_admission_round_opens_at'), ['opens_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_admission_round_year'), ['year'], unique=False)

    op.create_table('staff_member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False, comment='User'),
    sa.Column('district_id', sa.Integer(), nullable=True, comment='District'),
    sa.Column('id_number', sa.LargeBinary(), nullable=True, comment='ID number'),
    sa.Column('id_number_index', sa.String(length=32), nullable=True),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_staff_member_district_id')),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], name=op.f('fk_staff_member_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_member')),
    sa.UniqueConstraint('uid', name=op.f('uq_staff_member_uid'))
    )
    with op.batch_alter_table('staff_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_staff_member_district_id'), ['district_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_staff_member_id_number_index'), ['id_number_index'], unique=False)
        batch_op.create_index(batch_op.f('ix_staff_member_user_id'), ['user_id'], unique=True)

    op.create_table('ab_permission_view_role',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('permission_view_id', sa.Integer(), nullable=True),
    sa.Column('role_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['permission_view_id'], ['ab_permission_view.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['role_id'], ['ab_role.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('permission_view_id', 'role_id')
    )
    with op.batch_alter_table('ab_permission_view_role', schema=None) as batch_op:
        batch_op.create_index('idx_permission_view_id', ['permission_view_id'], unique=False)
        batch_op.create_index('idx_role_id', ['role_id'], unique=False)

    op.create_table('application',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False, comment='Account'),
    sa.Column('district_id', sa.Integer(), nullable=False, comment='District'),
    sa.Column('round_id', sa.Integer(), nullable=False, comment='Admission round'),
    sa.Column('year', sa.Integer(), nullable=False, comment='Year'),
    sa.Column('status', sa.Enum('draft', 'submitted', 'modification_requested', 'modifying', 'approved', 'rejected', 'recheck_requested', 'withdrawn', 'lapsed', name='applicationstatus', native_enum=False, length=32), nullable=False, comment='Status'),
    sa.Column('student_names', sa.String(length=500), nullable=False, comment='Students'),
    sa.Column('serial_numbers', sa.String(length=200), nullable=False, comment='Serial numbers'),
    sa.Column('guardian_name', sa.String(length=100), nullable=False, comment='First guardian'),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False, comment='Started'),
    sa.Column('filed_at', sa.DateTime(timezone=True), nullable=True, comment='Filed'),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True, comment='Decided'),
    sa.Column('decided_by', sa.Integer(), nullable=True, comment='Decided by'),
    sa.Column('result', sa.Enum('draft', 'submitted', 'modification_requested', 'modifying', 'approved', 'rejected', 'recheck_requested', 'withdrawn', 'lapsed', name='applicationstatus', native_enum=False, length=32), nullable=True, comment='Result before the recheck'),
    sa.Column('recheck_by_family', sa.Boolean(), nullable=False),
    sa.Column('recheck_count', sa.Integer(), nullable=False, comment='Rechecks asked for'),
    sa.Column('sections', sa.JSON(none_as_null=True), nullable=True, comment='Sections to modify'),
    sa.Column('modify_until', sa.DateTime(timezone=True), nullable=True, comment='Modify until'),
    sa.Column('proposal', sa.JSON(none_as_null=True), nullable=True, comment='Proposed decision'),
    sa.Column('replaces_id', sa.Integer(), nullable=True, comment='Replaces'),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('picture_key', sa.LargeBinary(), nullable=False, comment='Key of the pictures'),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_application_account_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_application_district_id')),
    sa.ForeignKeyConstraint(['replaces_id'], ['application.id'], name=op.f('fk_application_replaces_id')),
    sa.ForeignKeyConstraint(['round_id'], ['admission_round.id'], name=op.f('fk_application_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application')),
    sa.UniqueConstraint('uid', name=op.f('uq_application_uid'))
    )
    with op.batch_alter_table('application', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_application_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_application_district_id'), ['district_id'], unique=False)
        batch_op.create_index('ix_application_district_status', ['district_id', 'status', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_application_filed_at'), ['filed_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_application_replaces_id'), ['replaces_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_application_round_id'), ['round_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_application_year'), ['year'], unique=False)
        batch_op.create_index('uq_application_open_draft', ['account_id', 'round_id'], unique=True, postgresql_where=sa.text("status = 'draft'"), sqlite_where=sa.text("status = 'draft'"))

    op.create_table('consent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False, comment='Account'),
    sa.Column('district_id', sa.Integer(), nullable=False, comment='District'),
    sa.Column('round_id', sa.Integer(), nullable=False, comment='Admission round'),
    sa.Column('text_sha256', sa.String(length=64), nullable=False, comment='Hash of the text'),
    sa.Column('shown_at', sa.DateTime(timezone=True), nullable=False, comment='Shown'),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=True, comment='Agreed'),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_consent_account_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_consent_district_id')),
    sa.ForeignKeyConstraint(['round_id'], ['admission_round.id'], name=op.f('fk_consent_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent')),
    sa.UniqueConstraint('account_id', 'round_id', 'text_sha256', name=op.f('uq_consent_account_id_round_id_text_sha256')),
    sa.UniqueConstraint('uid', name=op.f('uq_consent_uid'))
    )
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_consent_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_consent_district_id'), ['district_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_consent_round_id'), ['round_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_consent_shown_at'), ['shown_at'], unique=False)

    op.create_table('verification_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True, comment='Account'),
    sa.Column('purpose', sa.Enum('register', 'submit', 'resubmit', 'withdraw', 'reset_password', name='codepurpose', native_enum=False, length=32), nullable=False, comment='Purpose'),
    sa.Column('phone_index', sa.String(length=32), nullable=False, comment='Phone fingerprint'),
    sa.Column('address_index', sa.String(length=32), nullable=False, comment='Network fingerprint'),
    sa.Column('code_hash', sa.String(length=64), nullable=False, comment='Code fingerprint'),
    sa.Column('content_hash', sa.String(length=64), nullable=False, comment='Confirmed content'),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False, comment='Sent'),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False, comment='Expires'),
    sa.Column('tries', sa.Integer(), nullable=False, comment='Wrong tries'),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True, comment='Used'),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True, comment='Cancelled'),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_verification_code_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_verification_code')),
    sa.UniqueConstraint('uid', name=op.f('uq_verification_code_uid'))
    )
    with op.batch_alter_table('verification_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_verification_code_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_verification_code_address_index'), ['address_index'], unique=False)
        batch_op.create_index(batch_op.f('ix_verification_code_phone_index'), ['phone_index'], unique=False)
        batch_op.create_index(batch_op.f('ix_verification_code_sent_at'), ['sent_at'], unique=False)

    op.create_table('application_event',
    sa.Column('at', sa.DateTime(timezone=True), nullable=False, comment='Time'),
    sa.Column('name', sa.String(length=40), nullable=False, comment='Action'),
    sa.Column('source', sa.Enum('draft', 'submitted', 'modification_requested', 'modifying', 'approved', 'rejected', 'recheck_requested', 'withdrawn', 'lapsed', name='applicationstatus', native_enum=False, length=32), nullable=False, comment='From'),
    sa.Column('target', sa.Enum('draft', 'submitted', 'modification_requested', 'modifying', 'approved', 'rejected', 'recheck_requested', 'withdrawn', 'lapsed', name='applicationstatus', native_enum=False, length=32), nullable=False, comment='To'),
    sa.Column('party', sa.String(length=12), nullable=False, comment='Party'),
    sa.Column('actor_id', sa.Integer(), nullable=True, comment='Actor'),
    sa.Column('actor_name', sa.String(length=100), nullable=False, comment='Acted'),
    sa.Column('reason', sa.Text(), nullable=False, comment='Reason'),
    sa.Column('details', sa.JSON(none_as_null=True), nullable=False, comment='Details'),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False, comment='Application'),
    sa.Column('district_id', sa.Integer(), nullable=False, comment='District'),
    sa.Column('account_id', sa.Integer(), nullable=False, comment='Account'),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_application_event_account_id')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_application_event_application_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_application_event_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application_event')),
    sa.UniqueConstraint('uid', name=op.f('uq_application_event_uid'))
    )
    with op.batch_alter_table('application_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_application_event_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_application_event_application_id'), ['application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_application_event_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_application_event_district_id'), ['district_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_application_event_name'), ['name'], unique=False)

    op.create_table('conflict_of_interest',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False, comment='Registration'),
    sa.Column('district_id', sa.Integer(), nullable=False, comment='District'),
    sa.Column('user_id', sa.Integer(), nullable=False, comment='User'),
    sa.Column('reason', sa.String(length=300), nullable=False, comment='Reason'),
    sa.Column('declared_at', sa.DateTime(timezone=True), nullable=False, comment='Declared'),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_conflict_of_interest_application_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_conflict_of_interest_district_id')),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], name=op.f('fk_conflict_of_interest_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conflict_of_interest')),
    sa.UniqueConstraint('application_id', 'user_id', name=op.f('uq_conflict_of_interest_application_id_user_id'))
    )
    with op.batch_alter_table('conflict_of_interest', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_conflict_of_interest_application_id'), ['application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_conflict_of_interest_declared_at'), ['declared_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_conflict_of_interest_district_id'), ['district_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_conflict_of_interest_user_id'), ['user_id'], unique=False)

    op.create_table('draft',
    sa.Column('sections_done', sa.JSON(none_as_null=True), nullable=False, comment='Complete sections'),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False, comment='Saved'),
    sa.Column('revision', sa.Integer(), nullable=False, comment='Revision'),
    sa.Column('device', sa.String(length=40), nullable=False, comment='Saved on'),
    sa.Column('answers', sa.LargeBinary(), nullable=False, comment='Answers'),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False, comment='Application'),
    sa.Column('district_id', sa.Integer(), nullable=False, comment='District'),
    sa.Column('account_id', sa.Integer(), nullable=False, comment='Account'),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_draft_account_id')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_draft_application_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_draft_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft')),
    sa.UniqueConstraint('application_id', name=op.f('uq_draft_application_id')),
    sa.UniqueConstraint('uid', name=op.f('uq_draft_uid'))
    )
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draft_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_draft_application_id'), ['application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_draft_district_id'), ['district_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_draft_saved_at'), ['saved_at'], unique=False)

    op.create_table('filing',
    sa.Column('number', sa.Integer(), nullable=False, comment='Filing number'),
    sa.Column('sha256', sa.String(length=64), nullable=False, comment='Hash of the filed answers'),
    sa.Column('filed_at', sa.DateTime(timezone=True), nullable=False, comment='Filed'),
    sa.Column('snapshot', sa.LargeBinary(), nullable=False, comment='Filed answers'),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False, comment='Application'),
    sa.Column('district_id', sa.Integer(), nullable=False, comment='District'),
    sa.Column('account_id', sa.Integer(), nullable=False, comment='Account'),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_filing_account_id')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_filing_application_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_filing_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_filing')),
    sa.UniqueConstraint('application_id', 'number', name=op.f('uq_filing_application_id_number')),
    sa.UniqueConstraint('uid', name=op.f('uq_filing_uid'))
    )
    with op.batch_alter_table('filing', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_filing_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_filing_application_id'), ['application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_filing_district_id'), ['district_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_filing_filed_at'), ['filed_at'], unique=False)

    op.create_table('guardian',
    sa.Column('position', sa.Integer(), nullable=False, comment='Guardian number'),
    sa.Column('name', sa.String(length=100), nullable=False, comment="Guardian's name"),
    sa.Column('rare_character', sa.Boolean(), nullable=False, comment='Name has a rare character'),
    sa.Column('id_type', sa.Enum('resident_id_card', 'hk_macao_travel_permit', 'taiwan_travel_permit', 'residence_permit', 'passport', 'permanent_resident_card', 'other', name='idtype', native_enum=False, length=32), nullable=False, comment='ID type'),
    sa.Column('relation', sa.Enum('father', 'mother', 'other_guardian', name='relation', native_enum=False, length=32), nullable=False, comment='Relation to the student'),
    sa.Column('id_number', sa.LargeBinary(), nullable=False, comment='ID number'),
    sa.Column('id_number_index', sa.String(length=32), nullable=True),
    sa.Column('phone', sa.LargeBinary(), nullable=False, comment='Mobile number'),
    sa.Column('phone_index', sa.String(length=32), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False, comment='Application'),
    sa.Column('district_id', sa.Integer(), nullable=False, comment='District'),
    sa.Column('account_id', sa.Integer(), nullable=False, comment='Account'),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_guardian_account_id')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_guardian_application_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_guardian_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guardian')),
    sa.UniqueConstraint('application_id', 'position', name=op.f('uq_guardian_application_id_position')),
    sa.UniqueConstraint('uid', name=op.f('uq_guardian_uid'))
    )
    with op.batch_alter_table('guardian', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_guardian_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_guardian_application_id'), ['application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_guardian_district_id'), ['district_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_guardian_id_number_index'), ['id_number_index'], unique=False)
        batch_op.create_index(batch_op.f('ix_guardian_name'), ['name'], unique=False)
        batch_op.create_index(batch_op.f('ix_guardian_phone_index'), ['phone_index'], unique=False)

    op.create_table('kinship',
    sa.Column('case', sa.Enum('together', 'with_one_parent', 'apart', name='kinshipcase', native_enum=False, length=32), nullable=False, comment='Household register'),
    sa.Column('note', sa.Text(), nullable=True, comment='Special circumstances'),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False, comment='Application'),
    sa.Column('district_id', sa.Integer(), nullable=False, comment='District'),
    sa.Column('account_id', sa.Integer(), nullable=False, comment='Account'),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_kinship_account_id')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_kinship_application_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_kinship_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kinship')),
    sa.UniqueConstraint('application_id', name=op.f('uq_kinship_application_id')),
    sa.UniqueConstraint('uid', name=op.f('uq_kinship_uid'))
    )
    with op.batch_alter_table('kinship', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_kinship_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_kinship_application_id'), ['application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_kinship_district_id'), ['district_id'], unique=False)

    op.create_table('property',
    sa.Column('owned', sa.Boolean(), nullable=False, comment='Home bought in {district}'),
    sa.Column('kind', sa.Enum('real_estate_certificate', 'land_house_certificate', 'old_certificate', 'purchase_contract', name='propertykind', native_enum=False, length=32), nullable=True, comment='Kind of certificate'),
    sa.Column('owner', sa.Enum('first_guardian', 'second_guardian', 'both_guardians', name='propertyowner', native_enum=False, length=32), nullable=True, comment='Owner of the home'),
    sa.Column('certificate_number', sa.LargeBinary(), nullable=True, comment='Certificate or contract number'),
    sa.Column('certificate_number_index', sa.String(length=32), nullable=True),
    sa.Column('address', sa.LargeBinary(), nullable=True, comment='Address of the home'),
    sa.Column('address_index', sa.String(length=32), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False, comment='Application'),
    sa.Column('district_id', sa.Integer(), nullable=False, comment='District'),
    sa.Column('account_id', sa.Integer(), nullable=False, comment='Account'),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_property_account_id')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_property_application_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_property_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_property')),
    sa.UniqueConstraint('application_id', name=op.f('uq_property_application_id')),
    sa.UniqueConstraint('uid', name=op.f('uq_property_uid'))
    )
    with op.batch_alter_table('property', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_property_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_property_address_index'), ['address_index'], unique=False)
        batch_op.create_index(batch_op.f('ix_property_application_id'), ['application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_property_certificate_number_index'), ['certificate_number_index'], unique=False)
        batch_op.create_index(batch_op.f('ix_property_district_id'), ['district_id'], unique=False)

    op.create_table('review_note',
    sa.Column('body', sa.Text(), nullable=False, comment='Note'),
    sa.Column('author', sa.String(length=100), nullable=False, comment='Author'),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False, comment='Time'),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False, comment='Application'),
    sa.Column('district_id', sa.Integer(), nullable=False, comment='District'),
    sa.Column('account_id', sa.Integer(), nullable=False, comment='Account'),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_review_note_account_id')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_review_note_application_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_review_note_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_note')),
    sa.UniqueConstraint('uid', name=op.f('uq_review_note_uid'))
    )
    with op.batch_alter_table('review_note', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_review_note_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_review_note_application_id'), ['application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_review_note_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_review_note_district_id'), ['district_id'], unique=False)

    op.create_table('student',
    sa.Column('year', sa.Integer(), nullable=False, comment='Year'),
    sa.Column('position', sa.Integer(), nullable=False, comment='Student number'),
    sa.Column('key', sa.String(length=32), nullable=False, comment='Key in the draft'),
    sa.Column('name', sa.String(length=100), nullable=False, comment="Student's name"),
    sa.Column('rare_character', sa.Boolean(), nullable=False, comment='Name has a rare character'),
    sa.Column('pinyin', sa.String(length=200), nullable=False, comment='Name in pinyin'),
    sa.Column('birth_date', sa.Date(), nullable=False, comment='Birth date'),
    sa.Column('sex', sa.Enum('male', 'female', name='sex', native_enum=False, length=32), nullable=False, comment='Sex'),
    sa.Column('region_code', sa.String(length=12), nullable=False, comment='Street and community'),
    sa.Column('disabled', sa.Boolean(), nullable=False, comment='Disabled'),
    sa.Column('disability_types', sa.JSON(), nullable=True, comment='Kinds of disability'),
    sa.Column('serial_number', sa.String(length=16), nullable=False, comment='Serial number'),
    sa.Column('outcome', sa.Enum('pending', 'accepted', 'refused', name='outcome', native_enum=False, length=32), nullable=False, comment='Outcome'),
    sa.Column('outcome_reasons', sa.JSON(none_as_null=True), nullable=True, comment='Reasons'),
    sa.Column('live', sa.Boolean(), nullable=False, comment='Live registration'),
    sa.Column('points', sa.Numeric(precision=6, scale=2), nullable=True, comment='Points'),
    sa.Column('id_number', sa.LargeBinary(), nullable=False, comment='ID number'),
    sa.Column('id_number_index', sa.String(length=32), nullable=True),
    sa.Column('address', sa.LargeBinary(), nullable=False, comment='Detailed address'),
    sa.Column('address_index', sa.String(length=32), nullable=True),
    sa.Column('disability_card', sa.LargeBinary(), nullable=True, comment='Disability certificate number'),
    sa.Column('disability_card_index', sa.String(length=32), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False, comment='Application'),
    sa.Column('district_id', sa.Integer(), nullable=False, comment='District'),
    sa.Column('account_id', sa.Integer(), nullable=False, comment='Account'),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_student_account_id')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_student_application_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_student_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_student')),
    sa.UniqueConstraint('serial_number', name=op.f('uq_student_serial_number')),
    sa.UniqueConstraint('uid', name=op.f('uq_student_uid'))
    )
    with op.batch_alter_table('student', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_student_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_student_address_index'), ['address_index'], unique=False)
        batch_op.create_index(batch_op.f('ix_student_application_id'), ['application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_student_disability_card_index'), ['disability_card_index'], unique=False)
        batch_op.create_index(batch_op.f('ix_student_district_id'), ['district_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_student_id_number_index'), ['id_number_index'], unique=False)
        batch_op.create_index(batch_op.f('ix_student_name'), ['name'], unique=False)
        batch_op.create_index(batch_op.f('ix_student_pinyin'), ['pinyin'], unique=False)
        batch_op.create_index(batch_op.f('ix_student_region_code'), ['region_code'], unique=False)
        batch_op.create_index('uq_student_live_child', ['year', 'id_number_index'], unique=True, postgresql_where=sa.text('live'), sqlite_where=sa.text('live'))

    op.create_table('upload',
    sa.Column('slot', sa.Enum('id_card_front', 'id_card_back', 'identity_document', 'household_student_page', 'disability_certificate', 'household_head_page', 'household_father_page', 'household_mother_page', 'household_child_page', 'marriage_certificate', 'birth_certificate', 'recheck_evidence', 'office_evidence', name='pictureslot', native_enum=False, length=32), nullable=False, comment='Paper'),
    sa.Column('subject', sa.String(length=40), nullable=False, comment='Belongs to'),
    sa.Column('state', sa.Enum('draft', 'filed', 'replaced', name='uploadstate', native_enum=False, length=32), nullable=False, comment='State'),
    sa.Column('address', sa.String(length=80), nullable=False, comment='Address in the store'),
    sa.Column('original_sha256', sa.String(length=64), nullable=False, comment='Hash of the original'),
    sa.Column('bytes', sa.Integer(), nullable=False, comment='Size in bytes'),
    sa.Column('width', sa.Integer(), nullable=False, comment='Width'),
    sa.Column('height', sa.Integer(), nullable=False, comment='Height'),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False, comment='Uploaded'),
    sa.Column('verdict', sa.Enum('meets', 'fails', 'incomplete', name='verdict', native_enum=False, length=32), nullable=True, comment='Verdict'),
    sa.Column('reason', sa.String(length=300), nullable=True, comment='Reason'),
    sa.Column('original_name', sa.LargeBinary(), nullable=True, comment='File name'),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False, comment='Application'),
    sa.Column('district_id', sa.Integer(), nullable=False, comment='District'),
    sa.Column('account_id', sa.Integer(), nullable=False, comment='Account'),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_upload_account_id')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_upload_application_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_upload_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_upload')),
    sa.UniqueConstraint('uid', name=op.f('uq_upload_uid'))
    )
    with op.batch_alter_table('upload', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_upload_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_upload_application_id'), ['application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_upload_district_id'), ['district_id'], unique=False)
        batch_op.create_index('ix_upload_slot', ['application_id', 'slot', 'subject', 'state'], unique=False)

    op.create_table('outbox_message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True, comment='Account'),
    sa.Column('district_id', sa.Integer(), nullable=True, comment='District'),
    sa.Column('application_id', sa.Integer(), nullable=True, comment='Registration'),
    sa.Column('event_id', sa.Integer(), nullable=True, comment='Event'),
    sa.Column('template', sa.String(length=60), nullable=False, comment='Message text'),
    sa.Column('params', sa.JSON(none_as_null=True), nullable=False, comment='Values'),
    sa.Column('by_sms', sa.Boolean(), nullable=False, comment='Also by SMS'),
    sa.Column('in_inbox', sa.Boolean(), nullable=False, comment='In the inbox'),
    sa.Column('dedupe_key', sa.String(length=120), nullable=False, comment='Sent once under'),
    sa.Column('queued_at', sa.DateTime(timezone=True), nullable=False, comment='Queued'),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=False, comment='Not before'),
    sa.Column('state', sa.Enum('waiting', 'sent', 'failed', 'cancelled', name='messagestate', native_enum=False, length=32), nullable=False, comment='State'),
    sa.Column('tries', sa.Integer(), nullable=False, comment='Tries'),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True, comment='Sent'),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True, comment='Read'),
    sa.Column('phone', sa.LargeBinary(), nullable=True, comment='Mobile number'),
    sa.Column('secret', sa.LargeBinary(), nullable=True, comment='Code to send'),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_outbox_message_account_id')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_outbox_message_application_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_outbox_message_district_id')),
    sa.ForeignKeyConstraint(['event_id'], ['application_event.id'], name=op.f('fk_outbox_message_event_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_message')),
    sa.UniqueConstraint('dedupe_key', name=op.f('uq_outbox_message_dedupe_key')),
    sa.UniqueConstraint('uid', name=op.f('uq_outbox_message_uid'))
    )
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outbox_message_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_outbox_message_application_id'), ['application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_outbox_message_district_id'), ['district_id'], unique=False)
        batch_op.create_index('ix_outbox_message_due', ['state', 'not_before'], unique=False)
        batch_op.create_index(batch_op.f('ix_outbox_message_event_id'), ['event_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_outbox_message_queued_at'), ['queued_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_outbox_message_template'), ['template'], unique=False)

    op.create_table('review_item',
    sa.Column('kind', sa.Enum('guardian_identity', 'continuous_residence', 'parent_child_relation', 'property_claim', 'duplicate_registration', 'student_identity', 'age_window', 'disability_certificate', name='reviewkind', native_enum=False, length=32), nullable=False, comment='Item'),
    sa.Column('subject', sa.String(length=40), nullable=False, comment='Belongs to'),
    sa.Column('student_id', sa.Integer(), nullable=True, comment='Student'),
    sa.Column('system_state', sa.Enum('waiting', 'matches', 'differs', 'no_record', 'manual', name='systemstate', native_enum=False, length=32), nullable=False, comment='System state'),
    sa.Column('source', sa.String(length=40), nullable=False, comment='Source'),
    sa.Column('fetched_at', sa.DateTime(timezone=True), nullable=True, comment='Fetched'),
    sa.Column('verdict', sa.Enum('meets', 'fails', 'incomplete', name='verdict', native_enum=False, length=32), nullable=True, comment='Verdict'),
    sa.Column('reason', sa.String(length=300), nullable=True, comment='Reason'),
    sa.Column('decided_by', sa.Integer(), nullable=True, comment='Decided by'),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True, comment='Decided'),
    sa.Column('filed_value', sa.LargeBinary(), nullable=True, comment='Value filed'),
    sa.Column('bureau_value', sa.LargeBinary(), nullable=True, comment='Value of the bureau'),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False, comment='Application'),
    sa.Column('district_id', sa.Integer(), nullable=False, comment='District'),
    sa.Column('account_id', sa.Integer(), nullable=False, comment='Account'),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_review_item_account_id')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_review_item_application_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_review_item_district_id')),
    sa.ForeignKeyConstraint(['student_id'], ['student.id'], name=op.f('fk_review_item_student_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_item')),
    sa.UniqueConstraint('application_id', 'kind', 'subject', name=op.f('uq_review_item_application_id_kind_subject')),
    sa.UniqueConstraint('uid', name=op.f('uq_review_item_uid'))
    )
    with op.batch_alter_table('review_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_review_item_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_review_item_application_id'), ['application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_review_item_district_id'), ['district_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_review_item_student_id'), ['student_id'], unique=False)

    nulls = " NULLS LAST" if op.get_bind().dialect.name == "postgresql" else ""
    op.create_index(
        "ix_student_points", "student", [sa.text(f"points DESC{nulls}"), sa.text("id DESC")]
    )


def downgrade() -> None:
    """Bring the schema back."""
    op.drop_index("ix_student_points", "student")
    with op.batch_alter_table('review_item', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_review_item_student_id'))
        batch_op.drop_index(batch_op.f('ix_review_item_district_id'))
        batch_op.drop_index(batch_op.f('ix_review_item_application_id'))
        batch_op.drop_index(batch_op.f('ix_review_item_account_id'))

    op.drop_table('review_item')
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outbox_message_template'))
        batch_op.drop_index(batch_op.f('ix_outbox_message_queued_at'))
        batch_op.drop_index(batch_op.f('ix_outbox_message_event_id'))
        batch_op.drop_index('ix_outbox_message_due')
        batch_op.drop_index(batch_op.f('ix_outbox_message_district_id'))
        batch_op.drop_index(batch_op.f('ix_outbox_message_application_id'))
        batch_op.drop_index(batch_op.f('ix_outbox_message_account_id'))

    op.drop_table('outbox_message')
    with op.batch_alter_table('upload', schema=None) as batch_op:
        batch_op.drop_index('ix_upload_slot')
        batch_op.drop_index(batch_op.f('ix_upload_district_id'))
        batch_op.drop_index(batch_op.f('ix_upload_application_id'))
        batch_op.drop_index(batch_op.f('ix_upload_account_id'))

    op.drop_table('upload')
    with op.batch_alter_table('student', schema=None) as batch_op:
        batch_op.drop_index('uq_student_live_child', postgresql_where=sa.text('live'), sqlite_where=sa.text('live'))
        batch_op.drop_index(batch_op.f('ix_student_region_code'))
        batch_op.drop_index(batch_op.f('ix_student_pinyin'))
        batch_op.drop_index(batch_op.f('ix_student_name'))
        batch_op.drop_index(batch_op.f('ix_student_id_number_index'))
        batch_op.drop_index(batch_op.f('ix_student_district_id'))
        batch_op.drop_index(batch_op.f('ix_student_disability_card_index'))
        batch_op.drop_index(batch_op.f('ix_student_application_id'))
        batch_op.drop_index(batch_op.f('ix_student_address_index'))
        batch_op.drop_index(batch_op.f('ix_student_account_id'))

    op.drop_table('student')
    with op.batch_alter_table('review_note', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_review_note_district_id'))
        batch_op.drop_index(batch_op.f('ix_review_note_at'))
        batch_op.drop_index(batch_op.f('ix_review_note_application_id'))
        batch_op.drop_index(batch_op.f('ix_review_note_account_id'))

    op.drop_table('review_note')
    with op.batch_alter_table('property', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_property_district_id'))
        batch_op.drop_index(batch_op.f('ix_property_certificate_number_index'))
        batch_op.drop_index(batch_op.f('ix_property_application_id'))
        batch_op.drop_index(batch_op.f('ix_property_address_index'))
        batch_op.drop_index(batch_op.f('ix_property_account_id'))

    op.drop_table('property')
    with op.batch_alter_table('kinship', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_kinship_district_id'))
        batch_op.drop_index(batch_op.f('ix_kinship_application_id'))
        batch_op.drop_index(batch_op.f('ix_kinship_account_id'))

    op.drop_table('kinship')
    with op.batch_alter_table('guardian', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_guardian_phone_index'))
        batch_op.drop_index(batch_op.f('ix_guardian_name'))
        batch_op.drop_index(batch_op.f('ix_guardian_id_number_index'))
        batch_op.drop_index(batch_op.f('ix_guardian_district_id'))
        batch_op.drop_index(batch_op.f('ix_guardian_application_id'))
        batch_op.drop_index(batch_op.f('ix_guardian_account_id'))

    op.drop_table('guardian')
    with op.batch_alter_table('filing', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_filing_filed_at'))
        batch_op.drop_index(batch_op.f('ix_filing_district_id'))
        batch_op.drop_index(batch_op.f('ix_filing_application_id'))
        batch_op.drop_index(batch_op.f('ix_filing_account_id'))

    op.drop_table('filing')
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_draft_saved_at'))
        batch_op.drop_index(batch_op.f('ix_draft_district_id'))
        batch_op.drop_index(batch_op.f('ix_draft_application_id'))
        batch_op.drop_index(batch_op.f('ix_draft_account_id'))

    op.drop_table('draft')
    with op.batch_alter_table('conflict_of_interest', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_conflict_of_interest_user_id'))
        batch_op.drop_index(batch_op.f('ix_conflict_of_interest_district_id'))
        batch_op.drop_index(batch_op.f('ix_conflict_of_interest_declared_at'))
        batch_op.drop_index(batch_op.f('ix_conflict_of_interest_application_id'))

    op.drop_table('conflict_of_interest')
    with op.batch_alter_table('application_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_application_event_name'))
        batch_op.drop_index(batch_op.f('ix_application_event_district_id'))
        batch_op.drop_index(batch_op.f('ix_application_event_at'))
        batch_op.drop_index(batch_op.f('ix_application_event_application_id'))
        batch_op.drop_index(batch_op.f('ix_application_event_account_id'))

    op.drop_table('application_event')
    with op.batch_alter_table('verification_code', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_verification_code_sent_at'))
        batch_op.drop_index(batch_op.f('ix_verification_code_phone_index'))
        batch_op.drop_index(batch_op.f('ix_verification_code_address_index'))
        batch_op.drop_index(batch_op.f('ix_verification_code_account_id'))

    op.drop_table('verification_code')
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_consent_shown_at'))
        batch_op.drop_index(batch_op.f('ix_consent_round_id'))
        batch_op.drop_index(batch_op.f('ix_consent_district_id'))
        batch_op.drop_index(batch_op.f('ix_consent_account_id'))

    op.drop_table('consent')
    with op.batch_alter_table('application', schema=None) as batch_op:
        batch_op.drop_index('uq_application_open_draft', postgresql_where=sa.text("status = 'draft'"), sqlite_where=sa.text("status = 'draft'"))
        batch_op.drop_index(batch_op.f('ix_application_year'))
        batch_op.drop_index(batch_op.f('ix_application_round_id'))
        batch_op.drop_index(batch_op.f('ix_application_replaces_id'))
        batch_op.drop_index(batch_op.f('ix_application_filed_at'))
        batch_op.drop_index('ix_application_district_status')
        batch_op.drop_index(batch_op.f('ix_application_district_id'))
        batch_op.drop_index(batch_op.f('ix_application_account_id'))

    op.drop_table('application')
    with op.batch_alter_table('ab_permission_view_role', schema=None) as batch_op:
        batch_op.drop_index('idx_role_id')
        batch_op.drop_index('idx_permission_view_id')

    op.drop_table('ab_permission_view_role')
    with op.batch_alter_table('staff_member', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_staff_member_user_id'))
        batch_op.drop_index(batch_op.f('ix_staff_member_id_number_index'))
        batch_op.drop_index(batch_op.f('ix_staff_member_district_id'))

    op.drop_table('staff_member')
    with op.batch_alter_table('admission_round', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_admission_round_year'))
        batch_op.drop_index(batch_op.f('ix_admission_round_opens_at'))
        batch_op.drop_index(batch_op.f('ix_admission_round_district_id'))

    op.drop_table('admission_round')
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_account_phone_index'))
        batch_op.drop_index(batch_op.f('ix_account_name'))
        batch_op.drop_index(batch_op.f('ix_account_id_number_index'))
        batch_op.drop_index(batch_op.f('ix_account_district_id'))
        batch_op.drop_index(batch_op.f('ix_account_created_at'))

    op.drop_table('account')
    op.drop_table('ab_user_role')
    with op.batch_alter_table('ab_user_group', schema=None) as batch_op:
        batch_op.drop_index('idx_user_id')
        batch_op.drop_index('idx_user_group_id')

    op.drop_table('ab_user_group')
    with op.batch_alter_table('ab_permission_view', schema=None) as batch_op:
        batch_op.drop_index('idx_view_menu_id')
        batch_op.drop_index('idx_permission_id')

    op.drop_table('ab_permission_view')
    with op.batch_alter_table('ab_group_role', schema=None) as batch_op:
        batch_op.drop_index('idx_group_role_id')
        batch_op.drop_index('idx_group_id')

    op.drop_table('ab_group_role')
    with op.batch_alter_table('ab_api_key', schema=None) as batch_op:
        batch_op.drop_index('idx_api_key_user_id')
        batch_op.drop_index('idx_api_key_prefix')
        batch_op.drop_index('idx_api_key_lookup_hash')

    op.drop_table('ab_api_key')
    with op.batch_alter_table('region', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_region_parent_code'))
        batch_op.drop_index(batch_op.f('ix_region_name'))
        batch_op.drop_index(batch_op.f('ix_region_level'))

    op.drop_table('region')
    with op.batch_alter_table('idempotency_key', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_idempotency_key_created_at'))

    op.drop_table('idempotency_key')
    with op.batch_alter_table('district', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_district_position'))

    op.drop_table('district')
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_entry_entity_id'))
        batch_op.drop_index(batch_op.f('ix_audit_entry_entity'))
        batch_op.drop_index(batch_op.f('ix_audit_entry_district_id'))
        batch_op.drop_index(batch_op.f('ix_audit_entry_at'))
        batch_op.drop_index(batch_op.f('ix_audit_entry_actor_name'))
        batch_op.drop_index(batch_op.f('ix_audit_entry_action'))

    op.drop_table('audit_entry')
    op.drop_table('ab_view_menu')
    op.drop_table('ab_user')
    op.drop_table('ab_role')
    op.drop_table('ab_register_user')
    op.drop_table('ab_permission')
    op.drop_table('ab_group')
