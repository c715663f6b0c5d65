"""Compute the plan of a case from its facts: the course, the interruptions, the special rules."""
