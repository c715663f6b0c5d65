"""The processes of an installation of several machines: `spoorboek serve …`, each of them one job."""
