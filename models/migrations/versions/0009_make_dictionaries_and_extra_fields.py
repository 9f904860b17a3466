"""Make dictionaries and extra fields"""

from __future__ import annotations

from importlib.resources import files

import sqlalchemy as sa
import yaml
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('dictionary_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('dictionary', sa.Enum('relation', 'id_type', 'disability_type', 'reason', 'yes_no', name='dictionary', native_enum=False, length=32), nullable=False, comment='Dictionary'),
    sa.Column('code', sa.String(length=32), nullable=False, comment='Code of the entry'),
    sa.Column('position', sa.Integer(), nullable=False, comment='Place in the order'),
    sa.Column('label_zh_hans', sa.String(length=100), nullable=False, comment='Words in simplified Chinese'),
    sa.Column('label_zh_hant', sa.String(length=100), nullable=True, comment='Words in traditional Chinese'),
    sa.Column('label_en', sa.String(length=100), nullable=True, comment='Words in English'),
    sa.Column('valid_from', sa.Date(), nullable=True, comment='Valid from'),
    sa.Column('valid_to', sa.Date(), nullable=True, comment='Valid until'),
    sa.Column('active', sa.Boolean(), nullable=False, comment='May be chosen'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dictionary_entry')),
    sa.UniqueConstraint('dictionary', 'code', name=op.f('uq_dictionary_entry_dictionary_code'))
    )
    with op.batch_alter_table('dictionary_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_dictionary_entry_dictionary'), ['dictionary'], unique=False)
    fill()
    op.create_table('extra_field',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False, comment='Admission round'),
    sa.Column('district_id', sa.Integer(), nullable=False, comment='District'),
    sa.Column('section', sa.Enum('guardians', 'students', 'kinship', 'property', name='section', native_enum=False, length=32), nullable=False, comment='Section'),
    sa.Column('name', sa.String(length=30), nullable=False, comment='Short name'),
    sa.Column('kind', sa.Enum('text', 'long_text', 'person_name', 'integer', 'decimal', 'flag', 'day', 'choice', 'several', 'phone', 'id_number', 'certificate', 'address', name='extrakind', native_enum=False, length=32), nullable=False, comment='Kind of answer'),
    sa.Column('label_zh_hans', sa.String(length=100), nullable=False, comment='Question in simplified Chinese'),
    sa.Column('label_zh_hant', sa.String(length=100), nullable=True, comment='Question in traditional Chinese'),
    sa.Column('label_en', sa.String(length=100), nullable=True, comment='Question in English'),
    sa.Column('help_zh_hans', sa.String(length=300), nullable=True, comment='Help in simplified Chinese'),
    sa.Column('help_zh_hant', sa.String(length=300), nullable=True, comment='Help in traditional Chinese'),
    sa.Column('help_en', sa.String(length=300), nullable=True, comment='Help in English'),
    sa.Column('position', sa.Integer(), nullable=False, comment='Place in the order'),
    sa.Column('required', sa.Boolean(), nullable=False, comment='Must be answered'),
    sa.Column('sensitive', sa.Boolean(), nullable=False, comment='Protected: kept sealed and shown masked'),
    sa.Column('options', sa.Text(), nullable=True, comment='Answers to choose from'),
    sa.Column('dictionary', sa.Enum('relation', 'id_type', 'disability_type', 'reason', 'yes_no', name='dictionary', native_enum=False, length=32), nullable=True, comment='Or the dictionary to choose from'),
    sa.Column('show_field', sa.String(length=40), nullable=True, comment='Shown only if this field …'),
    sa.Column('show_values', sa.String(length=300), nullable=True, comment='… has one of these answers'),
    sa.Column('required_field', sa.String(length=40), nullable=True, comment='Must be answered only if this field …'),
    sa.Column('required_values', sa.String(length=300), nullable=True, comment='… then has one of these answers'),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_extra_field_district_id')),
    sa.ForeignKeyConstraint(['round_id'], ['admission_round.id'], name=op.f('fk_extra_field_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_extra_field')),
    sa.UniqueConstraint('round_id', 'name', name=op.f('uq_extra_field_round_id_name'))
    )
    with op.batch_alter_table('extra_field', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_extra_field_district_id'), ['district_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_extra_field_round_id'), ['round_id'], unique=False)

    op.create_table('field_set',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False, comment='Admission round'),
    sa.Column('district_id', sa.Integer(), nullable=False, comment='District'),
    sa.Column('number', sa.Integer(), nullable=False, comment='Version'),
    sa.Column('fields', sa.JSON(none_as_null=True), nullable=False, comment='Extra fields'),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False, comment='Published'),
    sa.Column('published_by', sa.String(length=100), nullable=False, comment='Published by'),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_field_set_district_id')),
    sa.ForeignKeyConstraint(['round_id'], ['admission_round.id'], name=op.f('fk_field_set_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_field_set')),
    sa.UniqueConstraint('round_id', 'number', name=op.f('uq_field_set_round_id_number'))
    )
    with op.batch_alter_table('field_set', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_field_set_district_id'), ['district_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_field_set_round_id'), ['round_id'], unique=False)

    op.create_table('extra_answer',
    sa.Column('section', sa.Enum('guardians', 'students', 'kinship', 'property', name='section', native_enum=False, length=32), nullable=False, comment='Section'),
    sa.Column('subject', sa.String(length=40), nullable=False, comment='Belongs to'),
    sa.Column('person', sa.String(length=100), nullable=False, comment='Person'),
    sa.Column('name', sa.String(length=40), nullable=False, comment='Short name'),
    sa.Column('question', sa.String(length=100), nullable=False, comment='Question'),
    sa.Column('answer', sa.Text(), nullable=True, comment='Answer'),
    sa.Column('code', sa.String(length=200), nullable=True, comment='Code of the answer'),
    sa.Column('version', sa.Integer(), nullable=False, comment='Version of the extra fields'),
    sa.Column('protected_answer', sa.LargeBinary(), nullable=True, comment='Protected answer'),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False, comment='Application'),
    sa.Column('district_id', sa.Integer(), nullable=False, comment='District'),
    sa.Column('account_id', sa.Integer(), nullable=False, comment='Account'),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_extra_answer_account_id')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_extra_answer_application_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_extra_answer_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_extra_answer')),
    sa.UniqueConstraint('application_id', 'section', 'subject', 'name', name=op.f('uq_extra_answer_application_id_section_subject_name')),
    sa.UniqueConstraint('uid', name=op.f('uq_extra_answer_uid'))
    )
    with op.batch_alter_table('extra_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_extra_answer_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_extra_answer_application_id'), ['application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_extra_answer_district_id'), ['district_id'], unique=False)
        batch_op.create_index('ix_extra_answer_name_code', ['name', 'code'], unique=False)
    op.create_index('ix_dictionary_entry_code_id', 'dictionary_entry', ['code', 'id'])
    op.create_index('ix_dictionary_entry_position_id', 'dictionary_entry', ['position', 'id'])
    op.create_index('ix_extra_field_position_id', 'extra_field', ['position', 'id'])
    op.create_index('ix_field_set_published_at_id', 'field_set', ['published_at', 'id'])


def fill() -> None:
    """Put in the words that stood in the code before: rows already hold their codes."""
    names = ('dictionary', 'code', 'label_zh_hans', 'label_zh_hant', 'label_en')
    table = sa.table(
        'dictionary_entry', *(sa.column(name, sa.String()) for name in names),
        sa.column('position', sa.Integer()), sa.column('active', sa.Boolean()),
    )
    told = yaml.safe_load((files('app.data') / 'dictionaries.yaml').read_text('utf-8'))
    op.bulk_insert(table, [
        dict(zip(names, (name, code, *words), strict=True), position=10 * place, active=True)
        for name, listed in told.items()
        for place, (code, words) in enumerate(listed.items(), 1)
    ])



def downgrade() -> None:
    """Bring the schema back."""
    with op.batch_alter_table('extra_answer', schema=None) as batch_op:
        batch_op.drop_index('ix_extra_answer_name_code')
        batch_op.drop_index(batch_op.f('ix_extra_answer_district_id'))
        batch_op.drop_index(batch_op.f('ix_extra_answer_application_id'))
        batch_op.drop_index(batch_op.f('ix_extra_answer_account_id'))

    op.drop_table('extra_answer')
    with op.batch_alter_table('field_set', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_field_set_round_id'))
        batch_op.drop_index(batch_op.f('ix_field_set_district_id'))

    op.drop_table('field_set')
    with op.batch_alter_table('extra_field', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_extra_field_round_id'))
        batch_op.drop_index(batch_op.f('ix_extra_field_district_id'))

    op.drop_table('extra_field')
    with op.batch_alter_table('dictionary_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_dictionary_entry_dictionary'))

    op.drop_table('dictionary_entry')
