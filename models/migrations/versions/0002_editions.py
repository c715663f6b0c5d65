"""Editions of rules and house policy: their texts, and since when each is in force; an index on requests to others."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = "edition_text", "edition_in_force"


def upgrade() -> None:
    op.create_table(
        "edition_text",
        sa.Column("kind", sa.String(), primary_key=True),
        sa.Column("version", sa.String(), primary_key=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.CheckConstraint("kind in ('rules', 'house')", name="kind"),
    )
    op.create_table(
        "edition_in_force",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rules", sa.String(), nullable=False),
        sa.Column("house", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
    )
    op.create_index("ix_effect_request", "effect", ["on_day"], postgresql_where=sa.text("kind in ('mail', 'referral')"))
    for table in APPEND_ONLY:
        op.execute(
            f"create trigger append_only before update or delete or truncate on {table} "
            "for each statement execute function refuse_change()"
        )
        op.execute(f"alter table {table} enable always trigger append_only")
