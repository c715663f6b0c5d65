"""What operators report of a case: checked, worded, recorded as events."""
