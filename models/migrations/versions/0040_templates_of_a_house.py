"""Which template of a house made a document: its file and its hash; nothing for a shipped one."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("document", sa.Column("own_template", sa.String(), nullable=True))
    op.add_column("document", sa.Column("own_sha256", sa.String(), nullable=True))
