"""Mail that follows from what a person recorded at the desk waits, and can be called back."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STATUSES = "status in ('wacht', 'afgeleverd', 'opgegeven', 'aangehouden')"


def upgrade() -> None:
    op.create_table(
        "desk_entry",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("case_file.id"), nullable=False, index=True),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recalled_at", MOMENT),
        sa.Column("seq", sa.SmallInteger(), nullable=False),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("recalled_by", sa.String()),
        sa.UniqueConstraint("case_id", "seq"),
    )
    op.add_column("message", sa.Column("recall_until", MOMENT))
    op.add_column("message", sa.Column("follows", sa.SmallInteger()))
    op.drop_constraint("status", "outgoing_message", type_="check")
    op.create_check_constraint("status", "outgoing_message", STATUSES)
