"""Services of bureaus have one list of words: no table changes; see `models/migrations/service_words.py`."""

revision = "0044"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change no table; a record of an older version is recognised by this one being new to it."""
