"""Anchors: the ends of all chains on one moment, to be kept outside the house, and what changed since one was made.

The one head over everything is computed when somebody asks, over the end of every chain in one snapshot; no write waits
for it. An anchor holds that head and the ends it is made of, so that it can say which chain is not what it was. There
are no personal data in it: numbers of cases, row numbers, counts and hashes.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, select
from sqlmodel import Session, col

from models.ledger.coverage import CASE
from models.ledger.digests import Subject, ledger_hash, same
from models.ledger.stated_rows import READ_AT_ONCE
from models.tables import Case, LedgerHead
from spoorboek.clock import now
from spoorboek.errors import InputError

FORMAT = "spoorboek-anker-1"
HASH_BYTES = 16  # of a hash in an anchor; the head is made of the same


class ChainsOf(NamedTuple):
    """The ends of the chains of one subject: of the ledger, and for a case of its events and its effects.

    `number`: of a case, else empty. Each end is the number of entries, and the first half of the last hash in hex.
    """

    subject: Subject
    number: str
    ends: tuple[tuple[int, str], ...]


class Anchor(NamedTuple):
    """An anchor: when it was made, the one head, how many cases there were, and the ends of all chains."""

    made_at: datetime
    head: str
    cases: int
    chains: tuple[ChainsOf, ...]

    def to_text(self) -> str:
        """Return the anchor as a file holds it: JSON with a keyed hash over the rest, one chain per line."""
        body = {"format": FORMAT, "made_at": self.made_at.isoformat(), "head": self.head, "cases": self.cases}
        chains = [_line(each) for each in self.chains]
        mac = ledger_hash("anchor", body, chains).hex()
        lines = ",\n".join(json.dumps(each, separators=(",", ":")) for each in chains)
        return f'{json.dumps({**body, "mac": mac})[:-1]},\n"chains":[\n{lines}\n]}}\n'


def make_anchor(reading: Session) -> Anchor:
    """Make an anchor of the record as it stands in the snapshot of this session."""
    chains = tuple(chain_ends(reading))
    cases = sum(each.subject.kind == CASE for each in chains)
    return Anchor(now(), head_over(chains), cases, chains)


def one_head(reading: Session) -> str:
    """Return the one head over everything in the snapshot of this session: 64 hexadecimal digits."""
    return head_over(chain_ends(reading))


def head_over(chains: Iterable[ChainsOf]) -> str:
    """Return the keyed hash over the ends of all chains, in order; memory does not grow with them."""
    head = b""
    for each in chains:
        head = ledger_hash("all", head, _line(each))
    return head.hex()


def chain_ends(reading: Session) -> Iterator[ChainsOf]:
    """Yield the ends of the chains of every subject, ordered by kind and row number."""
    of_case = and_(col(LedgerHead.subject) == CASE, col(LedgerHead.subject_id) == col(Case.id))
    head: list[Any] = [LedgerHead.subject, LedgerHead.subject_id, LedgerHead.length, LedgerHead.mac]
    case: list[Any] = [Case.number, Case.version, Case.event_head, Case.effects, Case.effect_head]
    query = select(*head, *case).outerjoin_from(LedgerHead, Case, of_case).order_by(*head[:2])
    for kind, subject_id, length, mac, number, *of_record in reading.execute(
        query.execution_options(yield_per=READ_AT_ONCE)
    ):
        ends = [(length, _half(mac))]
        if number is not None:
            version, event_head, effects, effect_head = of_record
            ends += [(version, _half(event_head)), (effects, _half(effect_head))]
        yield ChainsOf(Subject(kind, subject_id), number or "", tuple(ends))


def read_anchor(text: str) -> Anchor:
    """Read an anchor. Raises InputError when it is none, was changed, or was made with another key."""
    try:
        fields = json.loads(text)
        chains = tuple(
            ChainsOf(Subject(kind, subject_id), number, tuple((length, half) for length, half in ends))
            for kind, subject_id, number, *ends in fields["chains"]
        )
        anchor = Anchor(datetime.fromisoformat(fields["made_at"]), fields["head"], fields["cases"], chains)
        body = {name: fields[name] for name in ("format", "made_at", "head", "cases")}
        mac = bytes.fromhex(fields["mac"])
        right = ledger_hash("anchor", body, fields["chains"])
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        raise InputError("Dit is geen anker van Spoorboek. Geef een bestand zoals HOME/anchors/anker-….json.") from None
    if not same(mac, right) or head_over(chains) != anchor.head:
        raise InputError(
            "Dit anker klopt niet: het is gewijzigd, of gemaakt met een andere sleutel van het grootboek. "
            "Geef het bestand zoals het is verstuurd of bewaard."
        )
    return anchor


def _line(chains: ChainsOf) -> Sequence[Any]:
    return [*chains.subject, chains.number, *(list(end) for end in chains.ends)]


def _half(value: bytes) -> str:
    return bytes(value)[:HASH_BYTES].hex()
