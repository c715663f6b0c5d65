"""Templates of a house for tests: the shipped ones, changed."""

from pathlib import Path

from templates.own.choosing import first_line, shipped_text
from templates.own.own_files import OwnTemplate
from templates.template_catalogue import find_template

LETTER = "uitnodiging_spreekuur"


def own_text(key: str = LETTER) -> str:
    """Return the shipped template as a house begins with it."""
    return first_line(find_template(key)) + shipped_text(find_template(key))


def own_template(text: str, key: str = LETTER) -> OwnTemplate:
    """Return a template of a house of this text."""
    return OwnTemplate(find_template(key), find_template(key).source, text)


def with_words(words: str, key: str = LETTER) -> str:
    """Return the template of a house with something at the beginning of what it says."""
    return own_text(key).replace("{% block inhoud %}\n", "{% block inhoud %}\n" + words + "\n", 1)


def put(home: Path, text: str | bytes, key: str = LETTER, employer: str | None = None) -> Path:
    """Write a template of a house where it is looked for; return its path."""
    below = home / "sjablonen" / (f"werkgever/{employer}" if employer else "")
    path = below / find_template(key).source
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path
