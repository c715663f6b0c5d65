"""Steps keep the number they were recorded under: no table changes; see `models/migrations/kept_numbers.py`."""

revision = "0028"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change no table; a record of an older version is recognised by this one being new to it."""
