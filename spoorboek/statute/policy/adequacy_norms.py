"""When the house calls a second track weak: its own norms, for the law names no numbers here."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from spoorboek.errors import InputError


class AdequacyNorms(NamedTuple):
    """The norms of a second track. Calendar days, unless the comment says working days or something else."""

    silence: int = 42  # without any activity
    report_every: int = 42  # where the plan agrees no rhythm
    report_grace: int = 5  # working days after the day a report is due
    plan_after_intake: int = 10  # working days
    end_report: int = 10  # working days after the last planned day
    signatures: int = 14  # after the plan came
    plan_answer: int = 14  # for the bureau to say what a changed capability does to its plan
    refusal: int = 7  # to act when the employee does not cooperate
    promise: int = 7  # to act when the bureau does not do what it promised
    promise_again: int = 14  # after the bureau was spoken to
    aftercare: int = 28  # after the start in new work
    aftercare_again: int = 91
    work_lost: int = 14  # to act when the new work is over
    functions: int = 2  # the fewest functions in a search profile
    outside: int = 50  # percent: the largest share of applications that need not fit the search profile


USUAL_NORMS = AdequacyNorms()


def read_adequacy_norms(data: Mapping[str, Any]) -> AdequacyNorms:
    """Return the norms from parsed data; InputError naming a norm that is unknown, or no whole number from 0."""
    for name, value in data.items():
        if name not in AdequacyNorms._fields:
            raise InputError(f"onbekende norm '{name}' in `adequacy`; bekend zijn: {', '.join(AdequacyNorms._fields)}.")
        if type(value) is not int or not 0 <= value <= 999:
            raise InputError(f"`adequacy.{name}` is een heel getal van 0 t/m 999.")
    return AdequacyNorms(**data)
