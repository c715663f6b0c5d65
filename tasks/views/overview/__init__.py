"""How the work goes, over many cases: tables with a picture and a file of each, and what the numbers mean."""
