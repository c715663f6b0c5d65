"""The history of the tables, for Alembic; travels in the wheel."""
