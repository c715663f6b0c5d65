"""Messages with bureaus, by mail, over HTTPS and by an operator: one way in, whatever the channel."""
