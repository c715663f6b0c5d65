"""Who may log in at the desk: accounts, what each may see, sessions, links that work once, and who read what."""
