"""Mail that did not arrive: returned or delivered in another way, sent again, and told to the casemanager."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

STATUSES = "status in ('wacht', 'verzonden', 'geweigerd', 'aangehouden', 'vervallen', 'teruggekomen', 'anders bezorgd')"
NOT_ARRIVED = "status in ('geweigerd', 'teruggekomen')"


def upgrade() -> None:
    for name in ("reported_at", "failing_since"):
        op.add_column("message", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("message", sa.Column("delivered_on", sa.Date(), nullable=True))
    op.add_column(
        "message", sa.Column("resend_of", sa.Integer(), sa.ForeignKey("message.id"), nullable=True, unique=True)
    )
    op.drop_constraint(op.f("ck_message_status"), "message", type_="check")
    op.create_check_constraint(op.f("ck_message_status"), "message", STATUSES)
    op.drop_constraint(op.f("uq_message_effect_id"), "message", type_="unique")
    op.create_index(
        "ix_message_effect", "message", ["effect_id"], unique=True, postgresql_where=sa.text("resend_of is null")
    )
    op.drop_index("ix_message_untold", "message")
    for name, column in (("untold", "told_at"), ("unreported", "reported_at")):
        where = sa.text(f"{NOT_ARRIVED} and {column} is null")
        op.create_index(f"ix_message_{name}", "message", ["id"], postgresql_where=where)
