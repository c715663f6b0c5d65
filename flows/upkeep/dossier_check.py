"""Check every open dossier at night, as UWV would read it; what is new is told once."""

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger
from prefect.states import Completed

from tasks.dossiers.nightly import check_every_dossier


@flow(name="Re-integratieverslagen controleren", persist_result=False)
def check_dossiers() -> State:
    """Controleert elk open dossier zoals UWV het leest, en vertelt één keer wat nieuw is en wat hersteld is."""
    done = check_every_dossier()
    if done is None:
        return Completed(message="Een andere controle loopt al.")
    if done.unchecked:
        get_run_logger().warning("Niet te controleren: %s", ", ".join(done.unchecked))
    counts = f"{done.cases} dossiers, {done.found} nieuwe bevindingen, {done.repaired} hersteld, {done.mails} mails."
    return Completed(message=counts)
