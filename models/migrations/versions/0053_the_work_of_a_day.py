"""The work of a day is found without reading the steps of every case."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0036"
branch_labels = None
depends_on = None

DAY = "coalesce(agreed_on, due_on, target_on, opens_on)"
BEGUN, WORK = "status in ('open', 'afgeweken')", "status in ('te_laat', 'vraag', 'gepland')"


def upgrade() -> None:
    of_steps = {"table_name": "planned_step", "if_not_exists": True}
    op.create_index("ix_planned_step_begun", columns=[sa.text(DAY)], postgresql_where=sa.text(BEGUN), **of_steps)
    op.create_index("ix_planned_step_work", columns=["status", sa.text(DAY)], postgresql_where=sa.text(WORK), **of_steps)
