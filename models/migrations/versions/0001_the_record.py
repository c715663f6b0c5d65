"""The tables of the record, and the triggers that make events and effects append-only."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

REFUSE = """
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'Het dossier is alleen aan te vullen: % op % is geweigerd.', tg_op, tg_table_name
        using errcode = 'restrict_violation', hint = 'Leg een correctie vast als nieuwe gebeurtenis.';
end $$
"""
APPEND_ONLY = "case_event", "effect"


def upgrade() -> None:
    _bureau()
    _contact()
    _employer()
    _key_check()
    _virtual_clock()
    _employee()
    _employer_role()
    _case_file()
    _case_event()
    _case_role()
    _effect()
    _planned_step()
    _document()
    _message()
    _referral()
    op.execute(REFUSE)
    for table in APPEND_ONLY:
        _append_only(table)


def _bureau() -> None:
    op.create_table(
        "bureau",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("code", sa.String(), nullable=False, unique=True),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=False),
        sa.Column("regions", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("services", postgresql.ARRAY(sa.String()), nullable=False),
    )


def _contact() -> None:
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("substitute_id", sa.Integer(), sa.ForeignKey("contact.id"), nullable=True),
        sa.Column("absent_from", sa.Date(), nullable=True),
        sa.Column("absent_until", sa.Date(), nullable=True),
        sa.Column("code", sa.String(), nullable=False, unique=True),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=False),
    )


def _employer() -> None:
    op.create_table(
        "employer",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("code", sa.String(), nullable=False, unique=True),
        sa.Column("postcode_area", sa.String(2), nullable=True),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("loonheffingennummer", sa.LargeBinary(), nullable=True),
    )


def _key_check() -> None:
    op.create_table(
        "key_check",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name="one"),
    )


def _virtual_clock() -> None:
    op.create_table(
        "virtual_clock",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint("id = 1", name="one"),
    )


def _employee() -> None:
    op.create_table(
        "employee",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("employer_id", sa.Integer(), sa.ForeignKey("employer.id"), nullable=False),
        sa.Column("hours_per_week", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("link_hash", sa.String(), nullable=False, unique=True),
        sa.Column("personnel_number", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("birth_date", sa.LargeBinary(), nullable=True),
        sa.Column("bsn", sa.LargeBinary(), nullable=True),
        sa.Column("email", sa.LargeBinary(), nullable=True),
        sa.Column("function", sa.LargeBinary(), nullable=True),
        sa.Column("address", sa.LargeBinary(), nullable=True),
    )
    op.create_index("ix_employee_employer_id", "employee", ["employer_id"])


def _employer_role() -> None:
    op.create_table(
        "employer_role",
        sa.Column("employer_id", sa.Integer(), sa.ForeignKey("employer.id"), primary_key=True),
        sa.Column("role", sa.String(), primary_key=True),
        sa.Column("contact_id", sa.Integer(), sa.ForeignKey("contact.id"), nullable=False),
    )


def _case_file() -> None:
    op.create_table(
        "case_file",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("employee_id", sa.Integer(), sa.ForeignKey("employee.id"), nullable=False),
        sa.Column("previous_case_id", sa.Integer(), sa.ForeignKey("case_file.id"), nullable=True),
        sa.Column("flow_run_id", sa.Uuid(), nullable=True),
        sa.Column("artifact_id", sa.Uuid(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("next_wake", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("effects", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False, unique=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("rules", sa.String(), nullable=False),
        sa.Column("event_head", sa.LargeBinary(), nullable=False),
        sa.Column("effect_head", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("status in ('open', 'gesloten')", name="status"),
    )
    op.create_index("ix_case_file_employee_id", "case_file", ["employee_id"])
    op.create_index("ix_case_file_wake", "case_file", ["next_wake"], postgresql_where=sa.text("status = 'open'"))


def _case_event() -> None:
    op.create_table(
        "case_event",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("case_file.id"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("data", postgresql.JSONB(), nullable=False),
        sa.UniqueConstraint("case_id", "seq", name="uq_case_event_case_id_seq"),
    )


def _case_role() -> None:
    op.create_table(
        "case_role",
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("case_file.id"), primary_key=True),
        sa.Column("role", sa.String(), primary_key=True),
        sa.Column("contact_id", sa.Integer(), sa.ForeignKey("contact.id"), nullable=False),
    )


def _effect() -> None:
    op.create_table(
        "effect",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("case_file.id"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("occurrence", sa.SmallInteger(), nullable=False),
        sa.Column("attempt", sa.SmallInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("detail", postgresql.JSONB(), nullable=False),
        sa.UniqueConstraint("case_id", "step", "occurrence", "kind", "name", "attempt", name="uq_effect_key"),
    )


def _planned_step() -> None:
    op.create_table(
        "planned_step",
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("case_file.id"), primary_key=True),
        sa.Column("step", sa.String(), primary_key=True),
        sa.Column("occurrence", sa.SmallInteger(), primary_key=True),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("target_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
    )
    op.create_index(
        "ix_planned_step_due", "planned_step", ["due_on"], postgresql_where=sa.text("status in ('open', 'te_laat')")
    )


def _document() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("case_file.id"), nullable=False),
        sa.Column("effect_id", sa.Integer(), sa.ForeignKey("effect.id"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False, unique=True),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("template_version", sa.String(), nullable=False),
        sa.Column("rules", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("effect_id", "template"),
    )
    op.create_index("ix_document_case_id", "document", ["case_id"])


def _message() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("case_file.id"), nullable=False),
        sa.Column("effect_id", sa.Integer(), sa.ForeignKey("effect.id"), nullable=True, unique=True),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False, unique=True),
        sa.Column("to_role", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("document_ids", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("recipient", sa.LargeBinary(), nullable=False),
        sa.Column("recipient_name", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("status in ('wacht', 'verzonden', 'geweigerd')", name="status"),
    )
    op.create_index("ix_message_case_id", "message", ["case_id"])
    op.create_index("ix_message_due", "message", ["next_attempt_at"], postgresql_where=sa.text("status = 'wacht'"))


def _referral() -> None:
    op.create_table(
        "referral",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("case_file.id"), nullable=False),
        sa.Column("effect_id", sa.Integer(), sa.ForeignKey("effect.id"), nullable=False, unique=True),
        sa.Column("bureau_id", sa.Integer(), sa.ForeignKey("bureau.id"), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.UniqueConstraint("case_id", "number", name="uq_referral_case_id_number"),
    )


def _append_only(table: str) -> None:
    # Per statement, so that TRUNCATE is caught as well; "always", so that a replication role does not slip past it.
    op.execute(
        f"create trigger append_only before update or delete or truncate on {table} "
        "for each statement execute function refuse_change()"
    )
    op.execute(f"alter table {table} enable always trigger append_only")
