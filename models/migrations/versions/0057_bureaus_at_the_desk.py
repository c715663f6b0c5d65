"""What a bureau fills in at the desk is a message of its own channel."""

from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

CHANNELS = "channel in ('mail', 'https', 'operator', 'werkplek')"


def upgrade() -> None:
    op.drop_constraint(op.f("ck_incoming_message_channel"), "incoming_message", type_="check")
    op.create_check_constraint(op.f("ck_incoming_message_channel"), "incoming_message", CHANNELS)
