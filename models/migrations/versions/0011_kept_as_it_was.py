"""Kept as it was: the text of a document, the lead times of a day, and the date somebody agreed on a step."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# A list shows it from now on; the next wake of the case writes it anew.
AGREED = """
update planned_step set agreed_on = (
    select (e.data ->> 'agreed_on')::date from case_event e
    where e.case_id = planned_step.case_id and e.kind = 'deviated' and e.data ->> 'step' = planned_step.step
        and coalesce((e.data ->> 'occurrence')::int, 1) = planned_step.occurrence
    order by e.seq desc limit 1
) where status = 'afgeweken'
"""


def upgrade() -> None:
    op.add_column("document", sa.Column("text", sa.LargeBinary(), nullable=True))
    op.add_column("planned_step", sa.Column("agreed_on", sa.Date(), nullable=True))
    op.execute(AGREED)
    op.create_table(
        "learned_leads",
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("leads", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("on_day", "policy", name="pk_learned_leads"),
    )
    op.execute(
        "create trigger append_only before update or delete or truncate on learned_leads "
        "for each statement execute function refuse_change()"
    )
    op.execute("alter table learned_leads enable always trigger append_only")
