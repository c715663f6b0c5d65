"""Spoorboek: the timetable for Dutch sickness cases (Wet verbetering poortwachter)."""
