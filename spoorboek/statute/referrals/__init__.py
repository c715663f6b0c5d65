"""The referrals of a case: their states, and the arrows between those, as data."""
