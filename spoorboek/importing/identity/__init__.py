"""Who a row is about: recognised by one identity rule, and refused when it may be somebody else."""
