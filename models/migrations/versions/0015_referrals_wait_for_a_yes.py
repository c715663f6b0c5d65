"""A referral is prepared or sent, and the effects that ask others include the sending of a referral."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

REQUESTS = "kind in ('mail', 'referral', 'referral_sent')"


def upgrade() -> None:
    op.create_check_constraint(op.f("ck_referral_status"), "referral", "status in ('voorbereid', 'verzonden')")
    op.drop_index("ix_effect_request", "effect")
    op.create_index("ix_effect_request", "effect", ["on_day"], postgresql_where=sa.text(REQUESTS))
