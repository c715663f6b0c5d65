"""Since when the BSN of somebody may have gone with a registration, over the encrypted way to a bureau."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outgoing_message", sa.Column("bsn_sent_at", sa.DateTime(timezone=True), nullable=True))
