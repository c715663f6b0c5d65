"""What the pages of the desk show: the work of a day, lists of cases, one case, with names for those who may see them."""
