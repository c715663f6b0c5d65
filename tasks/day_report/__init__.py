"""The report of a day: what every person has before them, once each working day, in one mail with the reminders."""
