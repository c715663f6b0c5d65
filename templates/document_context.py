"""The context of a document: frozen dataclasses that tasks fill from the record and templates read.

None means that a value is not known. A form then has a field to fill in; a letter that needs the value is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from spoorboek.statute.facts import StepRef
from templates.carried_over import NOTHING_CARRIED, CarriedOver
from templates.letterhead import HouseLetterhead


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDetails:
    """Someone who writes, receives or signs; `role` as it is printed, such as `casemanager`.

    `salutation`: what stands after `Geachte`, or only the title that goes before the name.
    """

    name: str
    role: str
    salutation: str | None = None
    organisation: str | None = None
    address: tuple[str, ...] = ()
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployerDetails:
    """The employer: the sender of every letter. `code`: by which the house knows it; never printed.

    `letterhead`: None for that of the product: the name and the address.
    """

    name: str
    code: str | None = None
    letterhead: HouseLetterhead | None = None
    address: tuple[str, ...] = ()
    loonheffingennummer: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployeeDetails:
    """The employee the case is about; without data about health. `hours_per_week` as contracted.

    `bsn_masked`: no more than its last digits, since every document may go by mail, and mail never holds a BSN.
    `salutation`: as of a `PersonDetails`.
    """

    name: str
    birth_date: date | None = None
    bsn_masked: str | None = None
    personnel_number: str | None = None
    function: str | None = None
    hours_per_week: Decimal | None = None
    address: tuple[str, ...] = ()
    email: str | None = None
    phone: str | None = None
    education: str | None = None
    salutation: str | None = None


class DocumentDates(NamedTuple):
    """The dates of one milestone in a document.

    `week`: week of sickness of the decisive date (`on`). `done_on`: the day it was actually done.
    """

    opens_on: date | None = None
    target_on: date | None = None
    due_on: date | None = None
    week: int | None = None
    done_on: date | None = None

    @property
    def preferred(self) -> date | None:
        """Return the planned date when it leaves at least a week before the last lawful day, else None."""
        early = self.target_on and self.due_on and self.due_on - self.target_on >= timedelta(days=7)
        return self.target_on if early else None

    @property
    def on(self) -> date | None:
        """Return the decisive date: the last lawful day, else the planned one, else the day it opens."""
        return self.due_on or self.target_on or self.opens_on


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralDetails:
    """The data of a referral to a bureau, besides those of the case.

    `number`: n-th referral of the case. `assessment_tracks`: tracks the arbeidsdeskundige advised (1, 2).
    `possibilities` and `limits`: in terms of work, from the bedrijfsarts (`functional_source`, `functional_on`).
    `search`: where and how work is sought. `reporting_days`: calendar days between progress reports. `answer_by`,
    `offer_by`: last day to confirm and offer.
    """

    number: int
    bureau: str
    answer_by: date | None = None
    offer_by: date | None = None
    informed_on: date | None = None
    assessment_on: date | None = None
    assessment_tracks: tuple[int, ...] = ()
    feasibility_on: date | None = None
    functional_source: str | None = None
    functional_on: date | None = None
    possibilities: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    reporting_days: int = 42
    invoice_reference: str | None = None


class QuestionDetails(NamedTuple):
    """What a bureau that is only asked may know, in broad terms: codes, and two digits of a postcode; never who.

    `rubrics`: codes of the kinds of limits. `hours`: whole hours a week for which work is sought. `start_by`: the last
    day to begin, `answer_by`: the last day to answer.
    """

    number: int
    region: str
    level: str
    sector: str
    hours: int
    rubrics: tuple[str, ...]
    services: tuple[str, ...]
    start_by: date
    answer_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class WageDetails:
    """What a letter says about wage that may be, is or was withheld.

    `article`: the ground, within article 7:629; `says` and `asks`: the ground in words, and what it asks of the
    employee, None where that is not written down. `answer_by`: last day to comply after a warning; `until_on`: last day
    without payment; `resumed_on`: first day with it. `price`: of an expert opinion for the employee, in euro;
    `opinion_by`: day to ask it by, by the norm.
    """

    article: str
    suspends: bool
    opinion_by: date
    says: str | None = None
    asks: str | None = None
    from_on: date | None = None
    until_on: date | None = None
    resumed_on: date | None = None
    answer_by: date | None = None
    price: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryRow:
    """One part of a bundle: what it is, its own date, who made it, whether all parties signed; None is not known.

    `claimed`: somebody said that it was signed, and no paper shows it.
    """

    title: str
    dated: date | None = None
    author: str | None = None
    signed: bool | None = None
    claimed: bool = False
    present: bool = True
    note: str = ""


class EarlierVersion(NamedTuple):
    """The version of a document that a next one takes the place of, and its date."""

    version: int
    on: date


CASE_REF = StepRef("dossier")
NO_DATES: Mapping[str, DocumentDates] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentContext:
    """Everything one document may say. `today` is the date of the document, `version` its version (from 1).
    `replaces`: the version it takes the place of.

    `document_number` and `rules` are in the footer. `dates`: by key of the milestone, see `templates.plan_dates`.
    `signer`: who signs for the employer. `variant`: the sub-kind of the milestone (`verkort`, `volledig`) or None.
    `days_sick_on_leaving`: days of sickness from the first sick day to the last day of the employment.
    `death_benefit`: the first and last day of the wage that is paid on after a death.
    `leaves_own_risk`: the employer bears the risk of the Ziektewet himself on that day.
    `about_on`: the day a paper that a person asked for is about. `opinion_price`: of an expert opinion, in euro.
    `wage_percentage`: of the wage, in year two, from contract or cao. `worked_percentage`: of the contract hours.
    """

    case_number: str
    document_number: str
    version: int
    rules: str
    today: date
    first_sick_day: date
    employer: EmployerDetails
    employee: EmployeeDetails
    step: StepRef = CASE_REF
    dates: Mapping[str, DocumentDates] = field(default_factory=lambda: NO_DATES)
    wait_ends_on: date | None = None
    addressee: PersonDetails | None = None
    signer: PersonDetails | None = None
    casemanager: PersonDetails | None = None
    bedrijfsarts: PersonDetails | None = None
    wage_percentage: Decimal | None = None
    worked_percentage: int | None = None
    recovered_on: date | None = None
    closed_on: date | None = None
    died_on: date | None = None
    death_benefit: tuple[date, date] | None = None
    close_reason: str | None = None
    contract_ends_on: date | None = None
    days_sick_on_leaving: int | None = None
    leaves_own_risk: bool = False
    sanction_decided_on: date | None = None
    variant: str | None = None
    referral: ReferralDetails | None = None
    question: QuestionDetails | None = None
    inventory: tuple[InventoryRow, ...] = ()
    replaces: EarlierVersion | None = None
    wage: WageDetails | None = None
    carried: CarriedOver = NOTHING_CARRIED
    about_on: date | None = None
    wia_decided_on: date | None = None
    aow_on: date | None = None
    opinion_price: int | None = None
