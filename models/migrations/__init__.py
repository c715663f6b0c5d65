"""Alembic migrations of the tables; part of the wheel."""
