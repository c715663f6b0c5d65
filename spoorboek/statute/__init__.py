"""Pure law: facts in, dated plan and actions out. No I/O but its own data files, no clock, no framework."""
