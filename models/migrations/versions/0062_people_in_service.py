"""How many people an employer has in service, for the absence percentage."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workforce_count",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("employer_id", sa.Integer(), sa.ForeignKey("employer.id"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=True),
        sa.Column("contract_hours", sa.Numeric(9, 2), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.CheckConstraint("persons > 0 and contract_hours > 0", name="counted"),
        sa.CheckConstraint("persons is not null or contract_hours is null", name="hours_of_people"),
    )
    op.create_index(op.f("ix_workforce_count_employer_id"), "workforce_count", ["employer_id"])
    op.execute(
        "create trigger append_only before update or delete or truncate on workforce_count "
        "for each statement execute function refuse_change()"
    )
    op.execute("alter table workforce_count enable always trigger append_only")
