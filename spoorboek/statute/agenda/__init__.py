"""Decide the actions of a day from the plan and the record of a case."""
