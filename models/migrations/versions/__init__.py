"""The Alembic revisions, in order; part of the wheel."""
