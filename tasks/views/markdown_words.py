"""Words in a Markdown page that stay words, whatever signs they hold."""

import re

SIGNS = re.compile(r"([\\`*\[\]<>|~#!&])")


def markdown_words(text: str) -> str:
    """Return a text that Markdown shows as it is: no link, picture, HTML or column, on one line.

    Source: CommonMark 0.31, section 2.4 (backslash escapes).
    """
    return SIGNS.sub(r"\\\1", " ".join(text.split()))
