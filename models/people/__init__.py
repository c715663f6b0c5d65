"""Who does the work: roles in cases from a day on, absence, and who corrected what of whom."""
