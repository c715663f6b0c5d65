"""Papers that came in: as they came, sealed, with who brought them and why one was not taken."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "received_paper",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("case_file.id"), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("occurrence", sa.SmallInteger(), nullable=False),
        sa.Column("attempt", sa.SmallInteger(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("stand", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("file_name", sa.LargeBinary(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("stand in ('ontvangen', 'quarantaine', 'geweigerd')", name="stand"),
        sa.CheckConstraint("way in ('operator', 'map', 'mail', 'bureaublad')", name="way"),
        sa.CheckConstraint("stand <> 'geweigerd' or content is null", name="turned_away"),
        sa.UniqueConstraint("case_id", "number"),
    )
    op.create_index(
        "uq_received_paper_once",
        "received_paper",
        ["case_id", "digest", "attempt"],
        unique=True,
        postgresql_where=sa.text("stand = 'ontvangen'"),
    )
