"""The operator action on a running trajectory: its progress as codes, days and counts. Words go by command."""

from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from prefect import flow
from prefect.client.schemas.objects import State

from flows.actions.action_outcome import action_run_name
from flows.actions.run_forms import Aantal, Datum, Operator, Volgnummer, Zaaknummer, record_action
from spoorboek.statute.second_track.counted_progress import LACKS, CountedProgress
from spoorboek.statute.second_track.trajectory_codes import (
    ACTIVITIES,
    DROP_REASONS,
    FIRST_TRACK,
    NO_APPLICATION_REASONS,
    PHASES,
    PLAN_KEPT_REASONS,
)
from tasks.reports.track_reports import PROGRESS_ACTION, report_counted_progress

if TYPE_CHECKING:
    Trajectfase: TypeAlias = StrEnum
    Activiteit: TypeAlias = StrEnum
    Rapportgebrek: TypeAlias = StrEnum
    Vervalreden: TypeAlias = StrEnum
    Sollicitatiereden: TypeAlias = StrEnum
    Planblijftreden: TypeAlias = StrEnum
    Eerstespoor: TypeAlias = StrEnum
else:
    Trajectfase = StrEnum("Trajectfase", {code: code for code in PHASES})
    Activiteit = StrEnum("Activiteit", {code: code for code in ACTIVITIES})
    Rapportgebrek = StrEnum("Rapportgebrek", {code: code for code in LACKS})
    Vervalreden = StrEnum("Vervalreden", {code: code for code in DROP_REASONS})
    Sollicitatiereden = StrEnum("Sollicitatiereden", {code: code for code in NO_APPLICATION_REASONS})
    Planblijftreden = StrEnum("Planblijftreden", {code: code for code in PLAN_KEPT_REASONS})
    Eerstespoor = StrEnum("Eerstespoor", {code: code for code in FIRST_TRACK})


@flow(name=PROGRESS_ACTION, flow_run_name=action_run_name, persist_result=False)
def voortgang_spoor_2_melden(
    zaaknummer: Zaaknummer,
    datum: Datum,
    van: Datum,
    tot_en_met: Datum,
    fase: Trajectfase,
    door: Operator,
    verwijzing: Volgnummer = 0,
    activiteit: Activiteit | None = None,
    tweede_activiteit: Activiteit | None = None,
    derde_activiteit: Activiteit | None = None,
    ontbreekt: Rapportgebrek | None = None,
    vervallen: Activiteit | None = None,
    reden_vervallen: Vervalreden | None = None,
    sollicitaties: Aantal = 0,
    buiten_zoekprofiel: Aantal = 0,
    geen_sollicitaties_omdat: Sollicitatiereden | None = None,
    vacatures: Aantal = 0,
    uren_gebruikt: Aantal = 0,
    uren_aangeboden: Aantal = 0,
    belastbaarheid_gewijzigd: bool = False,
    plan_wijzigt: bool = False,
    plan_blijft_omdat: Planblijftreden | None = None,
    spoor_1: Eerstespoor | None = None,
) -> State:
    """Leg vast wat een bureau over een periode rapporteerde: codes, datums en aantallen. Niets medisch en geen namen.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        datum: De dag waarop het rapport kwam; niet in de toekomst.
        van: De eerste dag van de periode.
        tot_en_met: De laatste dag van de periode.
        fase: In welke fase het traject is.
        door: Wie dit vastlegt.
        verwijzing: De hoeveelste verwijzing van dit dossier. 0 is de laatste.
        activiteit: Wat er is gedaan; leeg als er niets is gedaan. Klik op Activiteit om te kiezen.
        tweede_activiteit: Wat er nog meer is gedaan. Klik op Activiteit om te kiezen.
        derde_activiteit: Wat er nog meer is gedaan. Klik op Activiteit om te kiezen.
        ontbreekt: Wat het rapport niet van elke activiteit zegt. Klik op Rapportgebrek om te kiezen.
        vervallen: Wat er verviel. Klik op Activiteit om te kiezen.
        reden_vervallen: Waarom het verviel. Klik op Vervalreden om te kiezen.
        sollicitaties: Hoeveel sollicitaties er waren.
        buiten_zoekprofiel: Hoeveel daarvan niet in het zoekprofiel passen.
        geen_sollicitaties_omdat: Waarom er geen zijn. Klik op Sollicitatiereden om te kiezen.
        vacatures: Hoeveel passende vacatures het rapport noemt.
        uren_gebruikt: De uren die tot nu toe zijn gebruikt.
        uren_aangeboden: De uren die zijn aangeboden.
        belastbaarheid_gewijzigd: Of wijzigde wat de werknemer kan.
        plan_wijzigt: Of het plan of het zoekprofiel verandert.
        plan_blijft_omdat: Waarom het plan blijft. Klik op Planblijftreden om te kiezen.
        spoor_1: Of het eerste spoor doorloopt. Klik op Eerstespoor om te kiezen.
    """
    done = [each for each in (activiteit, tweede_activiteit, derde_activiteit) if each is not None]
    progress = CountedProgress(
        datum,
        van,
        tot_en_met,
        fase.value,
        tuple(each.value for each in done),
        _code(ontbreekt),
        _code(vervallen),
        _code(reden_vervallen),
        sollicitaties,
        buiten_zoekprofiel,
        _code(geen_sollicitaties_omdat),
        vacatures,
        uren_gebruikt,
        uren_aangeboden,
        belastbaarheid_gewijzigd,
        plan_wijzigt,
        _code(plan_blijft_omdat),
        _code(spoor_1),
    )
    return record_action(
        zaaknummer,
        lambda writing, number: report_counted_progress(writing, number, progress, door, referral=verwijzing),
    )


def _code(chosen: StrEnum | None) -> str | None:
    return None if chosen is None else chosen.value
