"""A restore is recorded; mail that was probably sent before it waits for a person."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STATUSES = "status in ('wacht', 'verzonden', 'geweigerd', 'aangehouden', 'vervallen')"


def upgrade() -> None:
    op.create_table(
        "restore",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("backup_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
    )
    op.execute(
        "create trigger append_only before update or delete or truncate on restore "
        "for each statement execute function refuse_change()"
    )
    op.execute("alter table restore enable always trigger append_only")
    op.add_column("message", sa.Column("held_because", sa.String(), nullable=True))
    op.drop_constraint(op.f("ck_message_status"), "message", type_="check")
    op.create_check_constraint(op.f("ck_message_status"), "message", STATUSES)
    op.create_index("ix_message_held", "message", ["case_id"], postgresql_where=sa.text("status = 'aangehouden'"))
