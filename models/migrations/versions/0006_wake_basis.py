"""What the next wake of a case was computed from; who settled a mail; an index on refusals nobody was told of."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# Every case that ever woke has a basis that fits no edition, so that its next wake is computed once more.
KNOWN = """
    insert into wake_basis (case_id, version, effects, checked_on, planned_by)
    select id, version, effects, current_date, '' from case_file where status = 'gesloten' or next_wake is not null
"""


def upgrade() -> None:
    op.create_table(
        "wake_basis",
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("case_file.id"), primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("effects", sa.Integer(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("planned_by", sa.String(), nullable=False),
    )
    op.execute(KNOWN)
    op.add_column("message", sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("message", sa.Column("settled_by", sa.String(), nullable=True))
    untold = sa.text("status = 'geweigerd' and told_at is null")
    op.create_index("ix_message_untold", "message", ["id"], postgresql_where=untold)
