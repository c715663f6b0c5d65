"""The work of a day leaves out the steps that wait while somebody is recovered."""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("planned_step", sa.Column("paused", sa.Boolean(), nullable=False, server_default=sa.false()))
