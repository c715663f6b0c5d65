"""Rows of text laid out in columns."""

from collections.abc import Iterable, Iterator, Sequence


def aligned(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Lay rows out in columns under the first one: columns of numbers to the right, words to the left."""
    listed = list(rows)
    columns = list(zip(*listed, strict=True))
    widths = [max(map(len, column)) for column in columns]
    numbers = [place > 0 and not any(cell[:1].isalpha() for cell in column[1:]) for place, column in enumerate(columns)]
    for row in listed:
        laid = zip(row, widths, numbers, strict=True)
        yield "  ".join(cell.rjust(width) if right else cell.ljust(width) for cell, width, right in laid).rstrip()
