"""Count days as the law does: calendar days, working days and sickness days."""
