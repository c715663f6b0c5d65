"""Address, phone, education, organisation and salutation of the parties, and what a person recorded of them."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

SEALED = {
    "employer": ("street", "postcode", "place", "phone"),
    "employee": ("postcode", "place", "phone", "education"),
    "contact": ("organisation", "phone", "salutation"),
}


def upgrade() -> None:
    for table, columns in SEALED.items():
        for column in columns:
            op.add_column(table, sa.Column(column, sa.LargeBinary(), nullable=True))
    op.create_table(
        "party_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=True),
        sa.Column("employee_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("is_kept", sa.Boolean(), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_party_value"),
        *(
            sa.ForeignKeyConstraint([f"{party}_id"], [f"{party}.id"], name=f"fk_party_value_{party}_id")
            for party in SEALED
        ),
        sa.CheckConstraint("num_nonnulls(employer_id, employee_id, contact_id) = 1", name="of_one"),
        sa.UniqueConstraint(
            *(f"{party}_id" for party in SEALED),
            "field",
            name=op.f("uq_party_value_employer_id_employee_id_contact_id_field"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_party_value_employee_id"), "party_value", ["employee_id"])
