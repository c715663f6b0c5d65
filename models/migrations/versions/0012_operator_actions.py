"""Operators, run forms that were recorded, the step of each case that comes first, and how a mail went."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# Until a case wakes again: what its planned steps tell, a norm a month after what the law lets expire.
FILL = """
insert into next_step (case_id, ranked_on, day, urgency, occurrence, step, name, who)
select distinct on (case_id) case_id, ranked_on, day, urgency, occurrence, step, name, '' from (
    select case_id, step, occurrence, label as name, coalesce(agreed_on, due_on, target_on, opens_on) as day,
        case when due_on is not null then coalesce(agreed_on, due_on)
            else coalesce(agreed_on, target_on, opens_on, date '9999-11-30') + 31 end as ranked_on,
        case when status = 'te_laat' then 0 when status <> 'vraag' then 3
            when due_on is null then 5 else 1 end as urgency
    from planned_step where status in ('te_laat', 'open', 'afgeweken', 'gepland', 'vraag')
) as unfinished
order by case_id, urgency, ranked_on, step, occurrence
"""


def upgrade() -> None:
    op.create_table(
        "operator_act",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.CheckConstraint("kind in ('toegevoegd', 'verwijderd')", name="kind"),
    )
    op.execute(
        "create trigger append_only before update or delete or truncate on operator_act "
        "for each statement execute function refuse_change()"
    )
    op.execute("alter table operator_act enable always trigger append_only")
    op.create_table(
        "recorded_action",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name="pk_recorded_action"),
    )
    op.create_table(
        "next_step",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("ranked_on", sa.Date(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("urgency", sa.SmallInteger(), nullable=False),
        sa.Column("occurrence", sa.SmallInteger(), nullable=True),
        sa.Column("step", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_next_step_case_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_next_step"),
    )
    op.execute(FILL)
    op.add_column("message", sa.Column("in_folder", sa.Boolean(), nullable=True))
    op.execute("update message set in_folder = false")
    op.alter_column("message", "in_folder", nullable=False)
    op.add_column("message", sa.Column("stands_in", sa.String(), nullable=True))
