"""The norms of a dossier, the ladder of findings and the copies: what is read, its edges, and each refusal whole."""

from collections.abc import Callable
from typing import Any

import pytest

from spoorboek.errors import InputError
from spoorboek.statute.policy.dossier_norms import (
    DossierNorms,
    FindingLadder,
    FindingRung,
    read_copies,
    read_dossier_norms,
    read_finding_ladder,
)

ROLES = ("hr", "casemanager", "leidinggevende")
Read = Callable[[Any], object]


def ladder(data: object) -> FindingLadder:
    """Read a ladder of findings in a house with three roles."""
    return read_finding_ladder(data, ROLES)


def rungs(*found: tuple[Any, Any]) -> dict[str, Any]:
    """Write rungs as a policy does."""
    return {"rungs": [{"days": days, "to": to} for days, to in found]}


@pytest.mark.parametrize(
    ("read", "data", "result"),
    [
        (read_dossier_norms, None, DossierNorms(14, 7, 7, 14, 14, 7, 14)),
        (read_dossier_norms, {}, DossierNorms()),
        (read_dossier_norms, {"paper_within": 0, "norm_grace": 366}, DossierNorms(paper_within=0, norm_grace=366)),
        (ladder, None, FindingLadder()),
        (
            ladder,
            {},
            FindingLadder((FindingRung(0, "casemanager"), FindingRung(14, "leidinggevende"), FindingRung(28, "hr")), 7),
        ),
        (ladder, {"rungs": []}, FindingLadder()),
        (ladder, {"reminded_before": 0}, FindingLadder(reminded_before=0)),
        (ladder, rungs((0, "hr"), (1, "hr")), FindingLadder((FindingRung(0, "hr"), FindingRung(1, "hr")))),
        (ladder, {"rungs": ({"days": 366, "to": "hr"},)}, FindingLadder((FindingRung(366, "hr"),))),
        (read_copies, None, {}),
        (
            read_copies,
            {"evaluatie": ["werknemer", "bedrijfsarts", "werknemer"]},
            {"evaluatie": ("werknemer", "bedrijfsarts")},
        ),
        (read_copies, {"evaluatie": [], "eindevaluatie": None}, {}),
        (read_copies, {"plan_van_aanpak": ("bedrijfsarts",)}, {"plan_van_aanpak": ("bedrijfsarts",)}),
    ],
)
def test_what_is_left_out_is_as_usual(read: Read, data: Any, result: object) -> None:
    """Of norms and of the ladder; copies nobody named go to nobody."""
    assert read(data) == result


NORMS = "paper_within, looked_at_within, copy_within, opinion_within, evaluated_early, norm_grace, advice_near"
COPIED = "plan_van_aanpak, bijstelling_plan_van_aanpak, evaluatie, eerstejaarsevaluatie, eindevaluatie"
DAYS = "telt in hele dagen, van 0 tot en met 366."
REFUSALS: list[tuple[Read, Any, str]] = [
    (read_dossier_norms, [], "`dossier` is een lijst van namen met een waarde."),
    (read_dossier_norms, {"x": 1}, f"onbekende naam 'x' in `dossier`; bekend zijn: {NORMS}."),
    *(
        (read_dossier_norms, {"copy_within": days}, f"`dossier.copy_within` {DAYS}")
        for days in (-1, 367, True, "7", 7.0, None)
    ),
    (ladder, "x", "`findings` is een lijst van namen met een waarde."),
    (ladder, {"x": 1}, "onbekende naam 'x' in `findings`; bekend zijn: rungs, reminded_before."),
    (ladder, {"reminded_before": -1}, f"`findings.reminded_before` {DAYS}"),
    (ladder, {"rungs": {}}, "`findings.rungs` is een lijst, tussen blokhaken."),
    (ladder, {"rungs": ["hr"]}, "`findings.rungs` is een lijst van namen met een waarde."),
    (ladder, {"rungs": [{"x": 1}]}, "onbekende naam 'x' in `findings.rungs`; bekend zijn: days, to."),
    (ladder, {"rungs": [{"days": 1}]}, "elke trede van `findings.rungs` noemt `days` en `to`."),
    (ladder, {"rungs": [{"to": "hr"}]}, "elke trede van `findings.rungs` noemt `days` en `to`."),
    (ladder, {"rungs": [None]}, "elke trede van `findings.rungs` noemt `days` en `to`."),
    *(
        (
            ladder,
            rungs((1, role)),
            f"onbekend(e) rol '{role}' in `findings.rungs`; kies een collega: casemanager, hr, leidinggevende.",
        )
        for role in ("werknemer", 7, ["hr"])
    ),
    (ladder, rungs((-1, "hr")), f"`findings.rungs` {DAYS}"),
    *(
        (ladder, rungs(*found), "`findings.rungs` klimt: elke trede heeft meer dagen dan die ervoor.")
        for found in (((3, "hr"), (3, "hr")), ((3, "hr"), (2, "hr")), ((0, "hr"), (5, "hr"), (4, "hr")))
    ),
    (read_copies, 7, "`copies` is een lijst van namen met een waarde."),
    (read_copies, {"afsluiting": []}, f"onbekende naam 'afsluiting' in `copies`; bekend zijn: {COPIED}."),
    (read_copies, {"evaluatie": "werknemer"}, "`copies.evaluatie` is een lijst, tussen blokhaken."),
    (
        read_copies,
        {"evaluatie": ["werknemer", "hr"]},
        "`copies.evaluatie` noemt 'hr'; een afschrift is voor werknemer of bedrijfsarts.",
    ),
]


@pytest.mark.parametrize(("read", "data", "message"), REFUSALS)
def test_what_a_house_cannot_mean_is_refused(read: Read, data: Any, message: str) -> None:
    """With the whole message: where it stands, and what may stand there."""
    with pytest.raises(InputError) as refusal:
        read(data)
    assert str(refusal.value) == message
