<<<<<<< HEAD
"""The second track: what a referral needs, and what becomes of it."""
=======
"""The second track: what a referral and its trajectory are, and whether UWV would call them adequate."""
>>>>>>> 71b25f6 (A second track gets a verdict for every day: what UWV can see, since when, and who can still mend it)
