"""Who is who: the one identity rule, its hashes, and what collides in a record of before it."""
