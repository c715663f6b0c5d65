"""The platform on one machine: database, Prefect server, worker, and the way to the record."""
