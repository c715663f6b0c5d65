"""Stories: whole cases in readable Dutch YAML; used by the tests, the simulation, the time-lapse and the demo."""
