"""Import of cases, employees and bureaus: a file is read, checked and applied as a whole, or refused as a whole."""
