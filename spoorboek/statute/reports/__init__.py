"""From reported events to facts, each contradiction refused with one message."""
