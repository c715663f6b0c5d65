"""The HTTPS end point where bureaus bring messages: a process and a port of its own."""
