"""The command `spoorboek rules page`: the rules as a page for lawyers and auditors, without any record."""

from pathlib import Path

from spoorboek.cli_timeline import text_of
from spoorboek.handbook.legal_page import legal_page
from spoorboek.statute.editions.edition import read_rules
from spoorboek.statute.law.milestones import rulebook


def run(path: Path | None) -> None:
    """Print the page of the rules in a file, or of those that come with the product.

    Errors: InputError when the file cannot be read, or its rules do not hold together.
    """
    book = read_rules(text_of(path, "een regelbestand"), str(path)) if path else rulebook()
    print(legal_page(book), end="")
