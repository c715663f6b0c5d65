"""The register of bureaus: terms, contacts, certificates, prices, a trace of changes, and the shortlists of a case."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

BUREAU = "bureau.id"


def upgrade() -> None:
    op.create_table(
        "bureau_terms",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("bureau_id", sa.Integer(), sa.ForeignKey(BUREAU), nullable=False, unique=True),
        sa.Column("contract_from", sa.Date(), nullable=True),
        sa.Column("contract_until", sa.Date(), nullable=True),
        sa.Column("capacity", sa.SmallInteger(), nullable=True),
        sa.Column("waiting_days", sa.SmallInteger(), nullable=True),
        sa.Column("specialisms", postgresql.ARRAY(sa.String()), nullable=False),
    )
    op.create_table(
        "bureau_contact",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("bureau_id", sa.Integer(), sa.ForeignKey(BUREAU), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("email", sa.LargeBinary(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.UniqueConstraint("bureau_id", "role"),
    )
    op.create_table(
        "bureau_certificate",
        sa.Column("bureau_id", sa.Integer(), sa.ForeignKey(BUREAU), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("bureau_id", "code"),
    )
    op.create_table(
        "bureau_price",
        sa.Column("bureau_id", sa.Integer(), sa.ForeignKey(BUREAU), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("bureau_id", "service", "from_on"),
        sa.CheckConstraint("cents >= 0", name="cents"),
    )
    op.create_table(
        "bureau_act",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("bureau_id", sa.Integer(), sa.ForeignKey(BUREAU), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("detail", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint("kind in ('ingeschreven', 'gewijzigd')", name="kind"),
    )
    op.create_index(op.f("ix_bureau_act_bureau_id"), "bureau_act", ["bureau_id"])
    op.create_table(
        "shortlist",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("case_file.id"), nullable=False),
        sa.Column("bureau_id", sa.Integer(), sa.ForeignKey(BUREAU), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("house", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.UniqueConstraint("case_id", "number"),
    )
    for table in ("bureau_act", "shortlist"):
        op.execute(
            f"create trigger append_only before update or delete or truncate on {table} "
            "for each statement execute function refuse_change()"
        )
        op.execute(f"alter table {table} enable always trigger append_only")
