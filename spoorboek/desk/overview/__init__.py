"""How the work goes, as numbers with a picture, a table and a file of each, within the reach of who looks."""
