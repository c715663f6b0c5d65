"""Days as the law counts them: the calendar, and the days of sickness."""
