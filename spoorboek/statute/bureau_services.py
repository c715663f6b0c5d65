"""The one list of services of bureaus: in the register, in what is asked, in messages, offers and invoices.

Source: the words of UWV and of the branch; docs/decisions/061-one-list-of-services.md.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

ServiceUse = Literal["asked", "billed", "registered"]


class Service(NamedTuple):
    """A service: its Dutch label, where it may be said, and the codes it had before.

    `use`: `asked` in every place; `billed` in offers and invoices alone; `registered` in the register alone, because
    asking for it would tell what somebody has.
    """

    label: str
    use: ServiceUse = "asked"
    before: tuple[str, ...] = ()


SERVICES: Mapping[str, Service] = MappingProxyType(
    {
        "spoor_2": Service("traject tweede spoor", before=("traject",)),
        "haalbaarheidsonderzoek": Service("haalbaarheidsonderzoek"),
        "arbeidsdeskundig_onderzoek": Service("arbeidsdeskundig onderzoek"),
        "orientatie": Service("loopbaanoriëntatie", before=("loopbaanorientatie",)),
        "assessment": Service("assessment"),
        "jobhunting": Service("jobhunting", before=("bemiddeling",)),
        "sollicitatietraining": Service("sollicitatietraining"),
        "coaching": Service("coaching"),
        "scholing": Service("om- en bijscholing"),
        "training": Service("training"),
        "werkervaringsplek": Service("werkervaringsplek of detachering", before=("plaatsing",)),
        "jobcoaching": Service("jobcoaching"),
        "zelfstandig_ondernemerschap": Service("begeleiding naar ondernemerschap", before=("ondernemerschap",)),
        "mediation": Service("mediation"),
        "nazorg": Service("nazorg"),
        "intake": Service("intake", "billed"),
        "reistijd": Service("reistijd", "billed"),
        "anders": Service("andere dienst", "billed"),
        "rouwverwerking": Service("rouwverwerking", "registered"),
        "burn_out_begeleiding": Service("burn-outbegeleiding", "registered"),
    }
)
WHOLE_TRACK, OTHER_SERVICE = "spoor_2", "anders"
_BY_FORMER = {former: code for code, service in SERVICES.items() for former in service.before}


def labels_of(*uses: ServiceUse) -> Mapping[str, str]:
    """Return the Dutch labels of the services that may be said in one of these places, by code."""
    return {code: service.label for code, service in SERVICES.items() if service.use in uses}


ASKED_SERVICES = MappingProxyType(labels_of("asked"))
BILLED_SERVICES = MappingProxyType(labels_of("asked", "billed"))
REGISTERED_SERVICES = MappingProxyType(labels_of("asked", "registered"))


def standard_service(code: str) -> str:
    """Return the code of a service as it is now; one of no list stays as it is."""
    return _BY_FORMER.get(code, code)


def standard_services(codes: Iterable[str]) -> tuple[str, ...]:
    """Return codes as they are now, each once, in their order."""
    return tuple(dict.fromkeys(map(standard_service, codes)))


def registered_choices(labels: Mapping[str, str]) -> dict[str, str]:
    """Return the services a house names, by the codes of now, with those of the list that it does not name.

    A word of the house alone comes last: the register keeps it, and nothing else knows it.
    """
    named = {standard_service(code): label for code, label in labels.items()}
    standard = {code: named.get(code, label[0].upper() + label[1:]) for code, label in REGISTERED_SERVICES.items()}
    return {**standard, **named}
