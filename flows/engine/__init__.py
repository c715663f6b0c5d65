"""All calls to Prefect: the flow runs of cases, and their page in the UI."""
