"""The table of all commands, from which help and checks of names are made."""
