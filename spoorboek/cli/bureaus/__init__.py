"""Commands about messages with bureaus."""
