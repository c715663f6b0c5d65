"""Cases as people see them: the dossier, lists, calendars, files."""
