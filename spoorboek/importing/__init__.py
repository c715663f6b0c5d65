"""Import of cases, employees and bureaus: a file is accepted as a whole or refused as a whole."""
