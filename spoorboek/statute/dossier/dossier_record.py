"""What a dossier holds beside its facts: papers received and sent, their files, what is known of the parties."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from spoorboek.statute.dossier.agreed_plan import NOTHING_AGREED, AgreedPlan, agreed_plan
from spoorboek.statute.dossier.paper_copies import OwedCopy, handed_copies, owed_copies, report_copied_on
from spoorboek.statute.dossier.paper_kinds import NOT_FOR_UWV
from spoorboek.statute.dossier.received_papers import Paper, received_papers
from spoorboek.statute.events import Event
from spoorboek.statute.facts import StepRef
from spoorboek.statute.second_track.track_events import tracks_of
from spoorboek.statute.second_track.trajectory import Track

# What the report must say of the parties, and how it is called when it is not known. Source: Regeling procesgang 6(1).
NEEDED_DATA: Mapping[str, str] = MappingProxyType(
    {
        "bsn": "het burgerservicenummer van de werknemer",
        "geboortedatum": "de geboortedatum van de werknemer",
        "functie": "de functie van de werknemer",
        "uren": "het aantal uren per week",
        "opleiding": "de opleiding van de werknemer",
        "loonheffingennummer": "het loonheffingennummer van de werkgever",
        "adres_werkgever": "het adres van de werkgever",
        "casemanager": "wie de casemanager is",
        "bedrijfsarts": "wie de bedrijfsarts of arbodienst is",
    }
)


class PaperFile(NamedTuple):
    """What is known of the file of a paper: its media type and size in bytes, and whose BSN is printed on it.

    `other_bsn`: a BSN is printed on it, and not that of the employee; None when nobody could read it.
    """

    media_type: str | None
    size: int
    other_bsn: bool | None = None


class RefusedPaper(NamedTuple):
    """A paper that came and was not taken: its number, kind and step, the day, and why (a code)."""

    number: int
    kind: str
    step: StepRef
    received_on: date
    reason: str


class DossierRecord(NamedTuple):
    """What a dossier holds. `sent`: by template and role, the first day on which a mail with that document went.

    `files` by the number of the paper; `missing_data`: codes of `NEEDED_DATA`; `agreed`: what employer and employee do.
    `owed`: copies of papers; `copied`: by paper and role the day of one; `report_copied`: that of the report.
    """

    papers: tuple[Paper, ...] = ()
    tracks: tuple[Track, ...] = ()
    files: Mapping[int, PaperFile] = MappingProxyType({})
    refused: tuple[RefusedPaper, ...] = ()
    sent: Mapping[tuple[str, str], date] = MappingProxyType({})
    missing_data: frozenset[str] = frozenset()
    agreed: AgreedPlan = NOTHING_AGREED
    owed: tuple[OwedCopy, ...] = ()
    copied: Mapping[tuple[int, str], date] = MappingProxyType({})
    report_copied: date | None = None


def dossier_of(events: Iterable[Event]) -> DossierRecord:
    """Return what the events of a case tell of its dossier; what stands beside them is added by who reads it."""
    told = tuple(events)
    return DossierRecord(
        tuple(each for each in received_papers(told) if each.kind not in NOT_FOR_UWV),
        tracks_of(told),
        agreed=agreed_plan(told),
        owed=owed_copies(told),
        copied=MappingProxyType({each[:2]: each.on for each in handed_copies(told)}),
        report_copied=report_copied_on(told),
    )
