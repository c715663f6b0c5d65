"""Messages of bureaus: as they came in, what became of each, what is brought to them, and the keys of both."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incoming_message",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("case_file.id"), nullable=True),
        sa.Column("bureau_id", sa.Integer(), sa.ForeignKey("bureau.id"), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("referral", sa.SmallInteger(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("message_key", sa.String(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("channel in ('mail', 'https', 'operator')", name="channel"),
    )
    for name in ("case_id", "message_key"):
        op.create_index(op.f(f"ix_incoming_message_{name}"), "incoming_message", [name])
    op.create_table(
        "incoming_outcome",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("message_id", sa.Integer(), sa.ForeignKey("incoming_message.id"), nullable=False),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("case_file.id"), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("detail", sa.String(), nullable=True),
        sa.Column("acts_as", sa.String(), nullable=True, unique=True),
        sa.CheckConstraint("outcome in ('aanvaard', 'geweigerd', 'herhaald', 'gemeld')", name="outcome"),
        sa.UniqueConstraint("message_id", "outcome"),
    )
    op.create_index(op.f("ix_incoming_outcome_case_id"), "incoming_outcome", ["case_id"])
    op.create_index(
        "uq_incoming_outcome_settled",
        "incoming_outcome",
        ["message_id"],
        unique=True,
        postgresql_where=sa.text("outcome <> 'gemeld'"),
    )
    op.execute(
        "create trigger append_only before update or delete or truncate on incoming_outcome "
        "for each statement execute function refuse_change()"
    )
    op.execute("alter table incoming_outcome enable always trigger append_only")
    op.create_table(
        "bureau_key",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("bureau_id", sa.Integer(), sa.ForeignKey("bureau.id"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name", sa.String(), nullable=False, unique=True),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("end_point", sa.LargeBinary(), nullable=True),
    )
    op.create_index(op.f("ix_bureau_key_bureau_id"), "bureau_key", ["bureau_id"])
    op.create_table(
        "outgoing_message",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("case_file.id"), nullable=False),
        sa.Column("bureau_id", sa.Integer(), sa.ForeignKey("bureau.id"), nullable=False),
        sa.Column("document_id", sa.Integer(), sa.ForeignKey("document.id"), nullable=False, unique=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False, unique=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.CheckConstraint("status in ('wacht', 'afgeleverd', 'opgegeven')", name="status"),
    )
    op.create_index(op.f("ix_outgoing_message_case_id"), "outgoing_message", ["case_id"])
    op.create_index(
        "ix_outgoing_message_due",
        "outgoing_message",
        ["next_attempt_at"],
        postgresql_where=sa.text("status = 'wacht'"),
    )
