"""Stories: whole cases a case manager can read, in Dutch YAML; they feed tests, simulation, time-lapse and demo."""
