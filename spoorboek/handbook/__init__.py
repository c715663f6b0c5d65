"""Pages of the handbook that are generated from the rules, so that they cannot differ from them."""
