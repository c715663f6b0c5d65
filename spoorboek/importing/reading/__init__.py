"""Read a file: what it is, its rows, its columns, and the typed value of each cell."""
