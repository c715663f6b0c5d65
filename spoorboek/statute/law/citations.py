"""The permanent address of an article at wetten.overheid.nl, as Juriconnect writes it."""

import re

HOST = "https://wetten.overheid.nl/"
BOOKS = {"BWBR0005290": "7"}  # a book of the Burgerlijk Wetboek is a law of its own, and its articles start anew
ARTICLE = re.compile(
    r"\bart\. (?P<artikel>(?:\d+:)?\d+[a-z]*)(?: lid (?P<lid>\d+))?(?: onder (?P<o>[a-z]))?(?P<more>.*)"
)


def article_address(law: str, article: str) -> str:
    """Return the address of an article text such as "art. 25 lid 9" within a law; the law itself where it is none.

    Of several ("lid 10 en 11", "onder i t/m k") it is what holds them all. `law`: the address of the law as a whole,
    which is returned too when it is no law at wetten.overheid.nl. Source: Juriconnect standaard BWB 1.3.1.
    """
    found, number = ARTICLE.search(article), law.removeprefix(HOST)
    if found is None or number == law:
        return law
    parts = {name: part for name, part in found.groupdict().items() if name != "more" and part}
    if found["more"]:
        parts.popitem()
        if found["more"].startswith(" en lid"):
            parts = {"artikel": found["artikel"]}
    if "artikel" not in parts:
        return law
    if book := BOOKS.get(number):
        parts = {"boek": book, **parts, "artikel": parts["artikel"].removeprefix(f"{book}:")}
    return f"{HOST}jci1.3:c:{number}" + "".join(f"&{name}={part}" for name, part in parts.items())
