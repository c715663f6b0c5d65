"""The papers of a case: which kinds there are, which came in, and who signed them."""
