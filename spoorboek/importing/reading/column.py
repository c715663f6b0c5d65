"""What a column of an import file is: its title, the kind of its cells, and the other headers it goes by."""

from typing import Literal, NamedTuple

CellKind = Literal[
    "text", "lines", "code", "personnel", "date", "bsn", "mail", "hours", "tax", "postcode", "net", "regions",
    "services", "yes_no", "rank", "employment", "outcome", "weeks", "phone", "home_postcode", "salutation", "count",
    "euros", "receipt", "track_state", "track_result",
]  # fmt: skip


class Column(NamedTuple):
    """One known column: key in the code, title for people, kind of its cells, synonyms of its header.

    `required`: the file must have the column. `filled`: every row must have a value in it. `hint`: what stands in it,
    in Dutch, where the kind of its cells does not say enough.
    """

    key: str
    title: str
    kind: CellKind
    synonyms: tuple[str, ...] = ()
    required: bool = False
    filled: bool = False
    hint: str = ""
