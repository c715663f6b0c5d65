"""The databases of one machine: the embedded PostgreSQL, its roles and its place, or a managed one."""
