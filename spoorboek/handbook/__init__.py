"""Pages of the handbook that are made of the rules themselves, so that they cannot say something else."""
