"""Files at the desk: received papers, files to import, and the post that went with them."""
