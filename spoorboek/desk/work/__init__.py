"""The pages on which the work is done: today, the list of cases, one case, and one step with its forms."""
