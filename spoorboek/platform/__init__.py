"""The platform on one machine: database, Prefect server, worker, and access to the record for commands."""
