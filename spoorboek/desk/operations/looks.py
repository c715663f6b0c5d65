"""The two looks at the installation that page, health and metrics share: one at a time in this process."""

from dataclasses import dataclass, field

from flows.watch.troubles import Observations
from spoorboek.desk.operations.bounded_look import BoundedLook
from spoorboek.desk.operations.installation_state import InstallationState, state_of_installation
from spoorboek.platform.watch.outside import observe_from_outside
from spoorboek.settings import settings


def look_at_engine() -> Observations:
    """Look once at everything around the record, as a monitor does."""
    return observe_from_outside(settings())


@dataclass(slots=True)
class InstallationLooks:
    """`engine`: at everything around the record; `record`: at what the record says."""

    engine: BoundedLook[Observations] = field(default_factory=lambda: BoundedLook(look_at_engine))
    record: BoundedLook[InstallationState] = field(default_factory=lambda: BoundedLook(state_of_installation))


LOOKS = InstallationLooks()  # of this process
