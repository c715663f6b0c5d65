"""The second track: what a referral needs, and what becomes of it."""
