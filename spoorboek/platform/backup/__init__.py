"""A way back: backups of the record, made while it runs and checked, and how to restore one."""
