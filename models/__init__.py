"""SQLModel tables and queries of the record, the source of truth about all cases."""
