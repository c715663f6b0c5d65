"""What may be wrong with a re-integration dossier: `defects.yaml` as typed rows, beside those of the second track."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, get_args

from spoorboek.statute.law.basis import Basis, make_basis
from spoorboek.statute.law.data_files import read_data
from spoorboek.statute.second_track.finding_kinds import FINDING_KINDS, FindingKind

Severity = Literal["ernstig", "vraag", "licht"]
RepairKind = Literal["stuk", "inspanning", "dagen", "uitleg"]
SEVERITIES: Mapping[Severity, str] = MappingProxyType(
    {
        "ernstig": "UWV kan er een loonsanctie om opleggen, of het verslag niet in behandeling nemen",
        "vraag": "UWV kan ernaar vragen of om een aanvulling verzoeken",
        "licht": "geen gevolg voor de beoordeling van het verslag",
    }
)
_ABOUT_BUREAU = ("geen_trajectplan", "voortgang_te_laat", "einde_zonder_bericht", "te_laat_begonnen")  # clocks watch


class DefectKind(NamedTuple):
    """A kind of defect: its sentence with places, what mends it, the role that can, how heavy it is, what it takes.

    `watched`: the step itself reminds and escalates, so that the finding starts no ladder of its own. `basis`: words of
    the law; None where it rests on what `source` says.
    """

    says: str
    mends: str
    who: str
    severity: Severity
    repair: RepairKind
    watched: bool = False
    basis: Basis | None = None
    source: str = ""


@cache
def defect_kinds() -> Mapping[str, DefectKind]:
    """Return every kind by its code: those of the dossier, and those of the second track."""
    data = read_data("dossier/defects.yaml")
    own = {code: _kind(row, data["laws"]) for code, row in data["defects"].items()}
    of_track = {code: _of_track(code, kind) for code, kind in FINDING_KINDS.items()}
    return MappingProxyType(own | of_track)


def _kind(row: Mapping[str, Any], laws: Mapping[str, Mapping[str, str]]) -> DefectKind:
    basis = make_basis(laws, **row["basis"]) if "basis" in row else None
    if row["severity"] not in SEVERITIES or row["repair"] not in get_args(RepairKind):
        raise ValueError(f"severity or repair of a defect is unknown: {row}")
    source = basis.article if basis else row["source"]
    told = {name: row[name] for name in ("says", "mends", "who", "severity", "repair")}
    return DefectKind(**told, watched=row.get("watched", False), basis=basis, source=source)


def _of_track(code: str, kind: FindingKind) -> DefectKind:
    """Return a finding of the second track as a defect: heavy where the policy rules of UWV have words for it."""
    severity: Severity = "ernstig" if kind.rests_on else "vraag"
    repair: RepairKind = "inspanning" if kind.rests_on else "stuk"
    watched = code in _ABOUT_BUREAU
    return DefectKind(kind.says, kind.mends, kind.who, severity, repair, watched, kind.basis, kind.source)
