"""Lay rows of text out in columns."""

from collections.abc import Iterator, Sequence


def aligned(rows: Sequence[Sequence[str]], gap: str = "  ") -> Iterator[str]:
    """Walk the rows as lines of which every column is as wide as its widest cell; the last column is not padded."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield gap.join(map(str.ljust, row, widths)).rstrip()
