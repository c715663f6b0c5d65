"""By what a person is recognised, however it is written; an index on what a file says otherwise than was recorded.

The hashes are made of sealed values: `models/identity/filling.py` fills them once the key is known to be right.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person_identity",
        sa.Column("employee_id", sa.Integer(), sa.ForeignKey("employee.id"), primary_key=True, autoincrement=False),
        sa.Column("beside_id", sa.Integer(), sa.ForeignKey("employee.id"), nullable=True),
        sa.Column("number_hash", sa.String(), nullable=True, unique=True),
        sa.Column("bsn_hash", sa.String(), nullable=True),
        sa.Column("birth_hash", sa.String(), nullable=True),
        sa.Column("is_other", sa.Boolean(), nullable=False),
        sa.Column("former_hashes", postgresql.ARRAY(sa.String()), nullable=False),
    )
    op.create_index("ix_person_identity_bsn_hash", "person_identity", ["bsn_hash"])
    op.create_index("ix_person_identity_birth_hash", "person_identity", ["birth_hash"])
    op.create_index(
        "ix_case_event_difference", "case_event", ["case_id"], postgresql_where=sa.text("kind = 'file_differs'")
    )
