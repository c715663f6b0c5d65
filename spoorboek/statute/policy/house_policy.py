"""The house policy as immutable records: reminders, escalation ladders, documents, choice lists and Dutch words."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from spoorboek.statute.actions import Action, EffectKey
from spoorboek.statute.bureau_services import SERVICES
from spoorboek.statute.days.calendar import DAY
from spoorboek.statute.days.mail_days import MailDays, mail_day_from
from spoorboek.statute.plan import DateAnchor
from spoorboek.statute.policy.adequacy_norms import USUAL_NORMS, AdequacyNorms
from spoorboek.statute.policy.dossier_norms import USUAL_DOSSIER_NORMS, USUAL_LADDER, DossierNorms, FindingLadder
from spoorboek.statute.policy.lead_times import LeadTime
from spoorboek.statute.policy.shortlist_policy import NO_WEIGHTS, ShortlistPolicy

StepNature = Literal["task", "date", "window"]
ANCHOR_WORDS: Mapping[str, str] = {"target_on": "streef", "due_on": "uiterlijk"}
REFERRAL_WORDS: Mapping[str, str] = {
    "referral_asked": "uitgevraagd",
    "referral_lapsed": "geen antwoord in tijd",
    "referral_sent": "verstuurd",
    "referral_taken_up": "voortaan bewaakt",
    "referral_dropped": "niet meer nodig",
}


class StepDocument(NamedTuple):
    """One document a step makes and the role it is mailed to.

    `with_step`: make it when this other step opens; None means when the step itself opens.
    """

    document: str
    to: str
    with_step: str | None = None


class Reminder(NamedTuple):
    """One reminder to one role, `days` (calendar) before the anchor date; `at_opening`: on the opening day instead."""

    before: DateAnchor
    days: int
    to: str
    at_opening: bool = False

    @property
    def name(self) -> str:
        """Return the name of the reminder's effect, such as `streef-7`."""
        return f"{ANCHOR_WORDS[self.before]}-{self.days}"


class Rung(NamedTuple):
    """One rung of an escalation ladder: `days` (calendar) after the anchor date, and the role to notify."""

    days: int
    to: str


class Ladder(NamedTuple):
    """An escalation ladder: the date it counts from and its rungs, lowest first.

    `repeat`: how many calendar days after the top rung it fires again, and so on, at most `times`; 0: never.
    """

    after: DateAnchor
    rungs: tuple[Rung, ...]
    repeat: int = 0
    times: int = 0


class QuestionLadder(NamedTuple):
    """The ladder of a question nobody answers: rungs, lowest first, counted from the day it was asked.

    `repeat`: how many calendar days after the top rung it fires again, and so on until the answer. Without rungs
    nobody is told; the days of repetition then only say when to look again.
    """

    rungs: tuple[Rung, ...] = ()
    repeat: int = 28

    @property
    def top_days(self) -> int:
        """Return how many days after the question the top rung fires; 0 without rungs."""
        return self.rungs[-1].days if self.rungs else 0

    def latest_moment(self, since: date, on: date) -> tuple[int, date] | None:
        """Return the highest rung (from 1) that a question of the day `since` reached, and the day it last came up."""
        passed = (on - since).days
        number = sum(rung.days <= passed for rung in self.rungs)
        if not number:
            return None
        days = self.rungs[number - 1].days
        if number == len(self.rungs):
            days = passed - (passed - days) % self.repeat
        return number, since + timedelta(days=days)

    def next_moment(self, since: date, on: date) -> date:
        """Return the first day after `on` on which a question of the day `since` comes up."""
        passed = (on - since).days
        coming = (rung.days for rung in self.rungs if passed < rung.days)
        days = next(coming, None) or self.top_days + ((passed - self.top_days) // self.repeat + 1) * self.repeat
        return since + timedelta(days=days)


NO_LADDER = QuestionLadder()


@dataclass(frozen=True, slots=True)
class StepPolicy:
    """The house policy for one milestone.

    `nature`: a `task` can be late, a `date` only passes, a `window` is an opportunity that ends. `papers`: the
    documents the step makes. `asks`: an adopted case asks whether this step was done. `superseded`: an occurrence ends
    when the next one opens. `refers`: the step sends referrals to the registered bureaus. `outlives_recovery`: it
    continues while the employee is recovered. `keeps_case_open`: the case does not close before this step is done or
    its top rung fired. `lead`: the lead time of the role that has to deliver, once asked; `chases`: that role is
    reminded when its result is not there by then. `mail_days`: the days on which mail about the step goes out.
    `at_once`: its documents go on the day they are due all the same, for who recorded it asked for them.
    `document_triggers`: the other steps whose opening makes a document of this one. `prepares`: the step this one is
    asked for, `prepared_by` the other way round. `shown_by`: the document of that step which, once mailed, shows this
    one done.
    `days`: the house's own number of days for a clock of a referral.
    """

    key: str
    label: str
    nature: StepNature
    papers: tuple[StepDocument, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    ladder: Ladder | None = None
    asks: bool = True
    superseded: bool = False
    refers: bool = False
    outlives_recovery: bool = False
    keeps_case_open: bool = False
    lead: LeadTime | None = None
    chases: bool = False
    at_once: bool = False
    mail_days: MailDays = "every"
    prepares: str | None = None
    prepared_by: frozenset[str] = frozenset()
    shown_by: str | None = None
    days: int | None = None
    document_triggers: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "document_triggers", frozenset(document.with_step for document in self.papers if document.with_step)
        )

    def rung_days(self, passed: date) -> list[date]:
        """Return the day on which each rung of the ladder fires, lowest first, for the date that passed.

        Where mail goes out on working days alone that is the working day after, and a rung that would meet the one
        below it there comes a working day later: whoever is on the lower one hears first.
        """
        days: list[date] = []
        rungs = self.ladder.rungs if self.ladder else ()
        for number, rung in enumerate(rungs):
            day = passed + timedelta(days=rung.days)
            if self.mail_days == "working" and number and rung.days > rungs[number - 1].days:
                day = max(day, days[-1] + DAY)
            days.append(mail_day_from(self.mail_days, day))
        return days

    def repeat_days(self, climbed: date) -> list[date]:
        """Return the days on which the top rung fires again, counted from the day it was reached."""
        if self.ladder is None or not self.ladder.repeat:
            return []
        every, times = timedelta(days=self.ladder.repeat), range(1, self.ladder.times + 1)
        return [mail_day_from(self.mail_days, climbed + every * time) for time in times]


@cache
def _codes_by_word(choices: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """Map codes and labels of a choice list, as `_plain` writes them, to the codes; a code has priority."""
    labels, codes = {_plain(label): code for code, label in choices}, {_plain(code): code for code, _ in choices}
    return {**labels, **codes}


@cache
def _service_codes(choices: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """Map the words of a house for services to codes, with those of the one list and the codes of before."""
    words = {_plain(service.label): code for code, service in SERVICES.items() if service.use != "billed"}
    former = {_plain(each): code for code, service in SERVICES.items() for each in service.before}
    return {**words, **former, **_codes_by_word(choices)}


@lru_cache(maxsize=4096)
def _plain(word: str) -> str:
    """Return the letters and digits of a word, without accents and capitals."""
    return "".join(each for each in unicodedata.normalize("NFKD", word.casefold()) if each.isalnum())


@dataclass(frozen=True, slots=True)
class HousePolicy:
    """The whole house policy: one `StepPolicy` per milestone of the table, the choice lists and the Dutch words.

    `closing_papers`: the documents to make when a case closes, by reason. `on_request`: those a person can have made.
    `warns`: the role that gets lead-time warnings. `questions`: the ladder of a question about an adopted case that
    nobody answers. `mail_days`: the days on which mail goes out. `digest`: the roles that get their mails of one
    morning in one. `adequacy`: when a second track is called weak. `shortlist`: what is weighed in the choice of a
    bureau. `approves`: up to how many cents without VAT a role approves an offer, None for every amount.
    `invoice_days`: how many calendar days after a case closed an invoice can still be recorded. `copies`: the roles
    that get a copy of a signed paper, by its kind. `dossier`: when a dossier is called incomplete, and `findings`: who
    hears of it.
    """

    version: str
    roles: Mapping[str, str]
    documents: Mapping[str, str]
    steps: Mapping[str, StepPolicy]
    closing_papers: Mapping[str, tuple[StepDocument, ...]]
    on_request: tuple[StepDocument, ...]
    choices: Mapping[str, Mapping[str, str]]
    words: Mapping[str, str]
    lead_times: Mapping[str, LeadTime] = field(default_factory=dict)
    warns: str = "casemanager"
    questions: QuestionLadder = NO_LADDER
    mail_days: MailDays = "every"
    digest: frozenset[str] = frozenset()
    adequacy: AdequacyNorms = USUAL_NORMS
    approves: Mapping[str, int | None] = field(default_factory=dict)
    shortlist: ShortlistPolicy = NO_WEIGHTS
    invoice_days: int = 0
    copies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dossier: DossierNorms = USUAL_DOSSIER_NORMS
    findings: FindingLadder = USUAL_LADDER

    def with_leads(self, lead_times: Mapping[str, LeadTime]) -> "HousePolicy":
        """Return the policy with these lead times, as learned from the record."""
        steps = {
            key: replace(step, lead=lead_times[step.lead.role]) if step.lead else step
            for key, step in self.steps.items()
        }
        return replace(self, lead_times=lead_times, steps=steps)

    def step(self, key: str) -> StepPolicy:
        """Return the policy of one milestone; KeyError for a key that is not in the table."""
        return self.steps[key]

    def coded(self, choices: str, words: Iterable[str]) -> frozenset[str]:
        """Return words as codes of a choice list; a word it does not know stays as it is."""
        read = _service_codes if choices == "service" else _codes_by_word
        known = read(tuple(self.choices.get(choices, {}).items()))
        return frozenset(known.get(_plain(word), word) for word in words)

    def choice(self, choices: str, code: str) -> str:
        """Return the Dutch label of a choice-list code; KeyError for an unknown list or code."""
        return self.choices[choices][code]

    def effect_word(self, key: EffectKey) -> str:
        """Return the Dutch word for the kind of an effect, such as `brief` or `ingetrokken escalatie trede 2`."""
        if key.kind == "withdrawal":
            kind, _, name = key.name.partition(":")
            return self.words[key.kind].format(name=self.words[kind].format(name=name))
        if key.kind in REFERRAL_WORDS:
            return f"{self.words['referral'].format(name=key.name)} {REFERRAL_WORDS[key.kind]}"
        return self.words[key.kind].format(name=key.name)

    def task_name(self, action: Action) -> str:
        """Return the name of the task for an action, such as `plan_van_aanpak · brief`; never personal data."""
        return self.effect_name(action.key)

    def effect_name(self, key: EffectKey) -> str:
        """Return the Dutch name of an effect, such as `evaluatie 2 · mail (2e keer)`."""
        step = key.step if key.occurrence == 1 else f"{key.step} {key.occurrence}"
        name = f"{step} · {self.effect_word(key)}"
        if key.kind in ("document", "mail") and key.name != key.step:
            name += f" {key.name}"
        return name if key.attempt == 1 else f"{name} ({key.attempt}e keer)"
