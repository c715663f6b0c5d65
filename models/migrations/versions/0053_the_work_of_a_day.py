"""The work of a day is found without reading the steps of every case."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0050"
branch_labels = None
depends_on = None

DAY = "coalesce(agreed_on, due_on, target_on, opens_on)"
BEGUN, WORK = "status in ('open', 'afgeweken')", "status in ('te_laat', 'vraag', 'gepland')"


def upgrade() -> None:
    for name, status, where in (("ix_planned_step_begun", [], BEGUN), ("ix_planned_step_work", ["status"], WORK)):
        columns = [*map(sa.text, status), sa.text(DAY)]
        op.create_index(name, "planned_step", columns, if_not_exists=True, postgresql_where=sa.text(where))
