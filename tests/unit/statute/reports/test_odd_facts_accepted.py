"""Facts that only look odd: the law allows them, so nobody is kept from reporting them."""

from datetime import date
from typing import Any

import pytest

from spoorboek.statute.events import Event
from spoorboek.statute.reports.fold import fold_events

D = date(2026, 1, 5)
Told = tuple[str, dict[str, Any]]


def told(*reports: Told) -> None:
    """Fold a sick report and what is reported after it."""
    sick = Event(1, "sick_reported", D, {"first_sick_day": "2026-01-05"})
    fold_events([sick, *(Event(n, kind, D, data) for n, (kind, data) in enumerate(reports, 2))])  # type: ignore[arg-type]


def done(step: str, on: str) -> Told:
    """Report that a step was done."""
    return ("step_done", {"step": step, "occurrence": 1, "on": on})


ALLOWED: dict[str, list[Told]] = {
    "gedaan vóór de stap opengaat": [done("probleemanalyse", "2026-01-05"), done("start_spoor_2", "2026-01-20")],
    "plan vóór de probleemanalyse": [done("plan_van_aanpak", "2026-01-12"), done("probleemanalyse", "2026-02-01")],
    "bijstelling op de dag van het advies": [
        done("plan_van_aanpak", "2026-02-20"),
        ("advised", {"on": "2026-04-01", "track": 1}),
        done("bijstelling_plan_van_aanpak", "2026-04-01"),
    ],
    "bijstelling waarvan het advies niet meer telt": [done("bijstelling_plan_van_aanpak", "2026-04-01")],
    "verslag zonder aanvraag": [done("riv_upload", "2027-10-10")],
    "bezwaar zonder sanctie": [done("bezwaar_loonsanctie", "2027-10-10")],
    "vangnet al vóór de ziekte bekend": [("safety_net_set", {"safety_net": "zes_weken", "known_on": "2025-06-01"})],
    "overleg van vóór de ziekte": [
        ("settlement_considered", {"on": "2025-12-01"}),
        done("vaststellingsovereenkomst", "2026-01-05"),
    ],
    "AOW bereikt vóór de ziekte": [("aow_set", {"on": "2025-10-01"})],
    "einde dienstverband op de eerste ziektedag": [("contract_end_set", {"on": "2026-01-05"})],
    "verlof binnen herstel": [
        ("recovered", {"from": "2026-03-01"}),
        ("relapsed", {"on": "2026-09-01"}),
        ("leave_recorded", {"from": "2026-03-16", "until": "2026-07-05"}),
    ],
    "terugval tijdens verlof": [
        ("recovered", {"from": "2026-03-01"}),
        ("leave_recorded", {"from": "2026-03-16", "until": "2026-07-05"}),
        ("relapsed", {"on": "2026-05-01"}),
    ],
    "verlenging tot de laatste dag van de wachttijd": [("extended", {"until": "2028-01-02"})],
    "verlenging die door later herstel is ingehaald": [
        ("extended", {"until": "2028-01-05"}),
        ("recovered", {"from": "2027-11-01"}),
        ("relapsed", {"on": "2027-11-22"}),
    ],
    "afspraak over het tweede spoor, AOW op de laatste dag ervoor": [
        ("aow_set", {"on": "2029-01-03"}),
        ("second_track_waived", {"on": "2026-12-01"}),
    ],
    "tweede spoor toch niet achterwege": [
        ("aow_set", {"on": "2028-05-01"}),
        ("second_track_waived", {"on": "2026-12-01"}),
        ("second_track_waived", {"on": None}),
        ("aow_set", {"on": None}),
    ],
}


@pytest.mark.parametrize("name", ALLOWED)
def test_what_only_looks_odd_is_allowed(name: str) -> None:
    """The law forbids none of it: it names last days and no first ones, and facts of before may matter now."""
    told(*ALLOWED[name])
