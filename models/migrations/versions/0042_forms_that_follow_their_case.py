"""What a document was made of, whether a paper names somebody else, and how a letter addresses an employee."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("document", sa.Column("made_of", sa.String(), nullable=True))
    op.add_column("received_paper", sa.Column("other_bsn", sa.Boolean(), nullable=True))
    op.add_column("employee", sa.Column("salutation", sa.LargeBinary(), nullable=True))
