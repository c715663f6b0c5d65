"""The pages of the second track: the referral of a case with its approval, those of a bureau, the doctor's profile."""
