"""Lists of work over all cases, read from the steps that the wake of each stored."""
