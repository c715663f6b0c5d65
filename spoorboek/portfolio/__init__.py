"""Simulate a portfolio of cases: work, late steps, referrals to the second track and wages at risk, per week."""
