"""What the pages of the desk show, with names: the work of a day, lists of cases, and one case."""
