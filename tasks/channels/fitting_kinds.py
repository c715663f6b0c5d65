"""Which messages of a bureau fit a referral as it stands, in the order of a trajectory: what a page can offer."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from spoorboek.statute.referrals.arrows import possible_moves
from spoorboek.statute.referrals.referral import PLACES, ReferralFacts, ReferralState
from tasks.channels.offer_meaning import ASKED
from tasks.reports.track_reports import furthest

Fits = Callable[[ReferralFacts], bool]


def fitting_kinds(referral: ReferralFacts) -> tuple[str, ...]:
    """Return the kinds of message that its bureau can send now, as the table of arrows has it."""
    return tuple(kind for kind, fits in _FITS.items() if fits(referral))


def _can_reach(state: ReferralState) -> Fits:
    return lambda referral: state in possible_moves(referral)


def _works(first: str, last: str) -> Fits:
    """Tell whether a referral goes on, and is as far as one state and not further than another."""
    return lambda referral: (
        not referral.end and not referral.suspended and PLACES[first] <= furthest(referral) <= PLACES[last]
    )


def _was_registered(referral: ReferralFacts) -> bool:
    return furthest(referral) >= PLACES["aangemeld"]


_FITS: Mapping[str, Fits] = MappingProxyType(
    {
        "aanbod": lambda referral: referral.state in ASKED,
        "ontvangstbevestiging": _can_reach("bevestigd"),
        "intake": _can_reach("intake_gehouden"),
        "weigering": _can_reach("geweigerd"),
        "trajectplan": _works("intake_gehouden", "loopt"),
        "voortgang": _works("intake_gehouden", "nazorg"),
        "wijziging": _works("trajectplan", "loopt"),
        "verlenging": _can_reach("verlengd"),
        "eindrapport": _can_reach("eindrapport"),
        "factuur": _was_registered,
    }
)
