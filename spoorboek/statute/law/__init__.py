"""The law as data: the table of milestones, the terms it is written in, dated values, citations."""
