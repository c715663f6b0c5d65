"""Mail: written in the transaction of its effect, sent from here alone."""
