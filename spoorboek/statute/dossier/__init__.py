"""The papers of a case: which kinds there are, which came in, who signs them; and what is wrong with a dossier."""
