"""SQLModel tables and queries: the record, which is the truth."""
