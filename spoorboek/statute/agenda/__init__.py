"""From a plan and the record to the actions of a day."""
