"""Mail: how often it was handed over without an answer, and when operations was told that it was refused."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("message", sa.Column("unanswered", sa.SmallInteger(), nullable=False, server_default="0"))
    op.alter_column("message", "unanswered", server_default=None)
