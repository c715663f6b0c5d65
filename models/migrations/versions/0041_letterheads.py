"""Letterheads of employers and of the installation; what was recorded stays."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letterhead",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("employer_id", sa.Integer(), sa.ForeignKey("employer.id"), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("colour", sa.String(), nullable=True),
        sa.Column("alt", sa.LargeBinary(), nullable=True),
        sa.Column("return_line", sa.LargeBinary(), nullable=True),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
    )
    op.create_index(op.f("ix_letterhead_employer_id"), "letterhead", ["employer_id"])
