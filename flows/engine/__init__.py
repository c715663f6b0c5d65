"""What the product asks of Prefect: runs of cases, and their page in the UI."""
