"""The numbers that bureaus give their invoices."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invoice_number",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("invoice", sa.SmallInteger(), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_invoice_number"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_invoice_number_case_id"),
        sa.UniqueConstraint("case_id", "invoice", name=op.f("uq_invoice_number_case_id_invoice")),
    )
    op.create_index(op.f("ix_invoice_number_case_id"), "invoice_number", ["case_id"])
