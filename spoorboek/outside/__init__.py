"""What comes from outside: files with a limit, YAML and JSON with a limit, and text that is only text."""
