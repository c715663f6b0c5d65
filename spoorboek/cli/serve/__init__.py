"""The commands `spoorboek serve …`: one process for one job."""
