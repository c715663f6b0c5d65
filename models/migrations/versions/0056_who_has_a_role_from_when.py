"""Who gave whom a role in a case, and from which day."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0054"
branch_labels = None
depends_on = None

KINDS = "kind in ('gewijzigd', 'gepland', 'ingegaan', 'vervallen')"


def upgrade() -> None:
    op.create_table(
        "role_change",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("case_file.id"), nullable=False),
        sa.Column("contact_id", sa.Integer(), sa.ForeignKey("contact.id"), nullable=False),
        sa.Column("plan_id", sa.Integer(), sa.ForeignKey("role_change.id"), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.CheckConstraint(KINDS, name="kind"),
    )
    op.create_index(op.f("ix_role_change_case_id"), "role_change", ["case_id"])
    op.execute(
        "create trigger append_only before update or delete or truncate on role_change "
        "for each statement execute function refuse_change()"
    )
    op.execute("alter table role_change enable always trigger append_only")
