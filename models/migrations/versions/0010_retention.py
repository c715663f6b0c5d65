"""Retention: disputes, ends of employment, own risks of employers, and what was destroyed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# As it was, but for the owner of a table who destroys what has run its time: see models/destruction.py.
REFUSE = """
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and current_setting('spoorboek.destroys', true) = 'on'
        and current_user = (select pg_get_userbyid(relowner) from pg_class where oid = tg_relid) then
        return null;
    end if;
    raise exception 'Het dossier is alleen aan te vullen: % op % is geweigerd.', tg_op, tg_table_name
        using errcode = 'restrict_violation', hint = 'Leg een correctie vast als nieuwe gebeurtenis.';
end $$
"""


def upgrade() -> None:
    op.create_table(
        "retention_act",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("case_file.id"), nullable=True),
        sa.Column("employee_id", sa.Integer(), sa.ForeignKey("employee.id"), nullable=True),
        sa.Column("employer_id", sa.Integer(), sa.ForeignKey("employer.id"), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("detail", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint(
            "kind in ('geschil', 'geschil_voorbij', 'uit_dienst', 'eigenrisico', 'vernietigd')", name="kind"
        ),
        sa.CheckConstraint("num_nonnulls(case_id, employee_id, employer_id) = 1", name="about_one"),
    )
    for column in ("case_id", "employee_id", "employer_id"):
        op.create_index(f"ix_retention_act_{column}", "retention_act", [column])
    op.drop_constraint(op.f("ck_case_file_status"), "case_file", type_="check")
    op.create_check_constraint(op.f("ck_case_file_status"), "case_file", "status in ('open', 'gesloten', 'vernietigd')")
    op.execute(REFUSE)
    op.execute(
        "create trigger append_only before update or delete or truncate on retention_act "
        "for each statement execute function refuse_change()"
    )
    op.execute("alter table retention_act enable always trigger append_only")
