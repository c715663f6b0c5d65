"""Build the permanent address of an article at wetten.overheid.nl, in the Juriconnect notation."""

import re

HOST = "https://wetten.overheid.nl/"
BOOKS = {"BWBR0005290": "7"}  # each book of the Burgerlijk Wetboek is a separate law with its own article numbers
ARTICLE = re.compile(
    r"\bart\. (?P<artikel>(?:\d+[:.])?\d+[a-z]*)(?: lid (?P<lid>\d+))?(?: onder (?P<o>[a-z]))?(?P<more>.*)"
)


def article_address(law: str, article: str) -> str:
    """Return the address of an article such as "art. 25 lid 9" within a law; the law itself when there is no article.

    For several paragraphs or items ("lid 10 en 11", "onder i t/m k") it is the address of the part that contains them
    all. `law`: the address of the law as a whole, returned unchanged when it is not a law at wetten.overheid.nl.
    Source: Juriconnect standaard BWB 1.3.1.
    """
    match, number = ARTICLE.search(article), law.removeprefix(HOST)
    if match is None or number == law:
        return law
    parts = {name: part for name, part in match.groupdict().items() if name != "more" and part}
    if match["more"]:
        parts.popitem()
        if match["more"].startswith(" en lid"):
            parts = {"artikel": match["artikel"]}
    if "artikel" not in parts:
        return law
    if book := BOOKS.get(number):
        parts = {"boek": book, **parts, "artikel": parts["artikel"].removeprefix(f"{book}:")}
    return f"{HOST}jci1.3:c:{number}" + "".join(f"&{name}={part}" for name, part in parts.items())
