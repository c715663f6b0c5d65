"""The second track: what a referral needs, what becomes of it, and whether UWV would call it adequate."""
