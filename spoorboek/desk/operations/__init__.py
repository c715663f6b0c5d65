"""How the installation itself is: the page for who keeps it, and what monitors read. Numbers and codes, no person."""
