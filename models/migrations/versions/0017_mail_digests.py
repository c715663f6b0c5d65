"""Mails to one colleague go together: what each says there, and in which it went. A mail keeps when it was written."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0015"
branch_labels = None
depends_on = None

# When somebody had it sent once more, else when its effect was recorded, else when it was first due.
WRITTEN = """
update message set created_at = coalesce(
    (select first.settled_at from message first where first.id = message.resend_of),
    (select effect.recorded_at from effect where effect.id = message.effect_id and message.resend_of is null),
    message.sent_at,
    message.next_attempt_at
)
"""


def upgrade() -> None:
    op.add_column("message", sa.Column("created_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(WRITTEN)
    op.alter_column("message", "created_at", nullable=False)
    op.create_table(
        "digest_line",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("mail_id", sa.Integer(), sa.ForeignKey("message.id"), nullable=False, unique=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("case_file.id"), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("urgency", sa.SmallInteger(), nullable=False),
        sa.Column("goes_as", sa.String(), nullable=True),
        sa.Column("ask", sa.String(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
    )
    for name in ("case_id", "goes_as"):
        op.create_index(op.f(f"ix_digest_line_{name}"), "digest_line", [name])
