"""What goes to a bureau as JSON: a registration, a question, a change."""
