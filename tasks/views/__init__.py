"""Views of cases for people: the dossier, lists, calendar feeds, files."""
