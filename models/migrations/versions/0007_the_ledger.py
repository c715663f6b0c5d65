"""The ledger: keyed chains over cases, people, documents, mails and editions; a seal on the two chains of each case."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column("subject", sa.String(), primary_key=True),
        sa.Column("subject_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("of_table", sa.String(), nullable=False),
        sa.Column("row_key", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("data", postgresql.JSONB(), nullable=False),
    )
    op.create_table(
        "ledger_head",
        sa.Column("subject", sa.String(), primary_key=True),
        sa.Column("subject_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
    )
    op.add_column("case_file", sa.Column("seal", sa.LargeBinary(), nullable=False, server_default=sa.text("''::bytea")))
    op.alter_column("case_file", "seal", server_default=None)
    op.execute(
        "create trigger append_only before update or delete or truncate on ledger_entry "
        "for each statement execute function refuse_change()"
    )
    op.execute("alter table ledger_entry enable always trigger append_only")
