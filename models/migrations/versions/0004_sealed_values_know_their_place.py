"""The identity of the installation, to which sealed values are bound; the values themselves follow while it runs."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("code", sa.Uuid(), nullable=False),
        sa.CheckConstraint("id = 1", name="one"),
    )
    op.execute("insert into installation (id, code) values (1, gen_random_uuid())")
