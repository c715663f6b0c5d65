"""Mails that did not arrive, and the cases of a casemanager, are found without reading all of them."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

UNSETTLED = {
    "ix_message_not_arrived": "status in ('geweigerd', 'teruggekomen')",
    "ix_message_stands_in": "stands_in is not null and settled_at is null",
}


def upgrade() -> None:
    for name, where in UNSETTLED.items():
        op.create_index(name, "message", ["id"], if_not_exists=True, postgresql_where=sa.text(where))
    op.create_index(op.f("ix_case_role_contact_id"), "case_role", ["contact_id"], if_not_exists=True)
