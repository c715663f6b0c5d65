"""Mail to operations about the installation itself belongs to no case."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("message", "case_id", nullable=True)
