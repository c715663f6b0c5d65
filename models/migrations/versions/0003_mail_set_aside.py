"""Mail: when operations was told that it was refused."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
