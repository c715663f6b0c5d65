"""What is done before a paper comes in: a search for viruses, what it probably is, and what was put apart."""
