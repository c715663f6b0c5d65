"""Can the work be done: what Prefect and the record show, and the troubles that it means, in Dutch."""
