"""Fields of our forms: what each asks, how its text fits its box, and how it stands in the PDF."""
