"""What holds beside the law for all cases of an employer."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "employer_agreement",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("employer_id", sa.Integer(), sa.ForeignKey("employer.id"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("wage_weeks", sa.Integer(), nullable=False),
        sa.Column("ban_weeks", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.CheckConstraint("wage_weeks >= 0 and ban_weeks >= 0", name="weeks"),
        sa.CheckConstraint("until_day is null or until_day >= from_day", name="period"),
    )
    op.create_index(op.f("ix_employer_agreement_employer_id"), "employer_agreement", ["employer_id"])
    op.execute(
        "create trigger append_only before update or delete or truncate on employer_agreement "
        "for each statement execute function refuse_change()"
    )
    op.execute("alter table employer_agreement enable always trigger append_only")
