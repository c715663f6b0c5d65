"""What UWV would ask about the plan of the employer and the employee: was done what they agreed?"""

from collections.abc import Iterator

from spoorboek.statute.days.calendar import DAY
from spoorboek.statute.dossier.dossier_findings import DossierFinding, DossierView


def late_activities(view: DossierView) -> Iterator[DossierFinding]:
    """Find the activities of which the agreed day passed and which nobody said to be done."""
    for each in view.record.agreed.late(view.on):
        if each.due_on:
            subject = f"activiteit {each.number} van de {each.by}"
            yield view.finding(
                "activiteit_te_laat", each.due_on + DAY, subject, number=each.number, by=each.by, due=each.due_on
            )
