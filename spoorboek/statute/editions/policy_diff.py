"""Differences between two house policies for the steps of a case."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from spoorboek.statute.agenda.record_index import CASE_STEP
from spoorboek.statute.facts import StepRef
from spoorboek.statute.law.labels import in_sentence
from spoorboek.statute.plan import Plan
from spoorboek.statute.policy.house_policy import HousePolicy, Ladder, StepPolicy
from spoorboek.statute.policy.shortlist_policy import FULL_SCORE
from spoorboek.statute.timeline.course import days_in_words

POLICY_DATES = {"target_on": "streefdatum", "due_on": "uiterste datum"}
NATURE_WORDS = {
    "task": "een taak die te laat kan zijn",
    "date": "een datum die alleen komt",
    "window": "een mogelijkheid",
}
FLAG_WORDS = {
    "asks": "wordt nagevraagd bij overname",
    "superseded": "eindigt als de volgende keer begint",
    "refers": "vraagt bureaus",
    "keeps_case_open": "houdt de sluiting tegen",
}

NORM_WORDS = {
    "paper_within": "dagen voor een stuk om binnen te komen",
    "looked_at_within": "dagen om een stuk na te kijken",
    "copy_within": "dagen voor een afschrift",
    "opinion_within": "dagen voor het oordeel van de werknemer",
    "evaluated_early": "dagen dat een evaluatie eerder mag zijn",
    "norm_grace": "dagen speling na een dag die de wet niet noemt",
    "advice_near": "dagen tussen een advies en de datum op het stuk",
}
MAIL_DAYS_WORDS = {"every": "mail gaat op elke dag", "working": "mail gaat op werkdagen"}


class PolicyChange(NamedTuple):
    """What the house policy stops and starts doing for a step; `ref`: its first outstanding occurrence."""

    ref: StepRef
    label: str
    was: tuple[str, ...]
    becomes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the change as stored in an event."""
        return {"step": self.ref.key, "occurrence": self.ref.occurrence, "was": [*self.was], "becomes": [*self.becomes]}


class HouseChange(NamedTuple):
    """What a house policy stops and starts doing in all cases; `about`: its subject, in Dutch."""

    about: str
    was: tuple[str, ...]
    becomes: tuple[str, ...]


def house_diff(old: HousePolicy, new: HousePolicy) -> Iterator[HouseChange]:
    """Yield what changes beside the steps: mail, questions about adopted cases, lead times, papers at closing."""
    for about, lines in HOUSE_LINES.items():
        before, after = (tuple(lines(policy)) for policy in (old, new))
        if before != after:
            was = tuple(line for line in before if line not in after)
            yield HouseChange(about, was, tuple(line for line in after if line not in before))


def policy_diff(plan: Plan, old: HousePolicy, new: HousePolicy) -> Iterator[PolicyChange]:
    """Yield what changes for the outstanding steps of a plan, one change per milestone, and for all mail."""
    first_refs: dict[str, StepRef] = {}
    for milestone in plan:
        if milestone.status in ("gepland", "afgeweken"):
            first_refs.setdefault(milestone.key, milestone.ref)
    for key, ref in first_refs.items():
        before = policy_lines(old, old.steps[key]) if key in old.steps else []
        after = policy_lines(new, new.steps[key])
        if before != after:
            was = tuple(line for line in before if line not in after)
            yield PolicyChange(ref, new.steps[key].label, was, tuple(line for line in after if line not in before))
    if first_refs and old.mail_days != new.mail_days:
        days = (MAIL_DAYS_WORDS[policy.mail_days] for policy in (old, new))
        yield PolicyChange(CASE_STEP, "mail", *((words,) for words in days))


def policy_lines(policy: HousePolicy, step: StepPolicy) -> list[str]:
    """Return Dutch lines that describe the policy of a step, one line per rule."""
    lines = [NATURE_WORDS[step.nature], *(text for flag, text in FLAG_WORDS.items() if getattr(step, flag))]
    for item in step.papers:
        lines.append(f"{policy.documents[item.document]} aan {policy.roles[item.to]}")
    for reminder in step.reminders:
        lines.append(
            f"herinnering {days_in_words(timedelta(reminder.days))} vóór de {POLICY_DATES[reminder.before]} aan "
            f"{policy.roles[reminder.to]}"
        )
    if step.lead:
        lines.append(f"vraagt {policy.roles[step.lead.role]} op tijd: {step.lead.words}")
    if step.lead and step.chases:
        lines.append(f"herinnert {policy.roles[step.lead.role]} aan een verzoek waarop antwoord uitblijft")
    return lines + (_rung_lines(policy, step.ladder) if step.ladder else [])


def question_policy_change(old: HousePolicy, new: HousePolicy) -> PolicyChange | None:
    """Return what changes in the ladder of questions about an adopted case; None when it stays."""
    before, after = (_question_lines(policy) for policy in (old, new))
    if before == after:
        return None
    return PolicyChange(
        CASE_STEP,
        "vragen over de overname",
        tuple(line for line in before if line not in after),
        tuple(line for line in after if line not in before),
    )


def _question_lines(policy: HousePolicy) -> list[str]:
    ladder = policy.questions
    lines = [
        f"escalatie {days_in_words(timedelta(rung.days))} na een vraag zonder antwoord aan {policy.roles[rung.to]}"
        for rung in ladder.rungs
    ]
    repeat = f"de hoogste trede komt elke {days_in_words(timedelta(ladder.repeat))} terug"
    return [*lines, repeat] if lines else []


def _mail_lines(policy: HousePolicy) -> Iterator[str]:
    yield MAIL_DAYS_WORDS[policy.mail_days]
    for role in sorted(policy.digest):
        yield f"de mail van één ochtend aan {policy.roles[role]} gaat in één bericht"


def _lead_lines(policy: HousePolicy) -> Iterator[str]:
    yield from (f"{policy.roles[role]}: {lead.words}" for role, lead in policy.lead_times.items())
    yield f"wie hoort dat een aanvraag te laat is: {policy.roles[policy.warns]}"


def _closing_lines(policy: HousePolicy) -> Iterator[str]:
    for reason, papers in policy.closing_papers.items():
        for item in papers:
            why = in_sentence(policy.choices["closing"].get(reason, reason))
            yield f"bij sluiting ({why}): {policy.documents[item.document]} aan {policy.roles[item.to]}"


def _shortlist_lines(policy: HousePolicy) -> list[str]:
    """Return Dutch lines that say what is weighed, one per part."""
    shortlist = policy.shortlist
    if not shortlist.weights:
        return ["volgorde van het register"]
    weighed = [f"{name} telt voor {points} van de {FULL_SCORE}" for name, points in shortlist.weights.items() if points]
    demanded = [
        f"elk bureau moet {policy.choice(kind, code)} hebben"
        for kind, codes in (("service", shortlist.services), ("certificate", shortlist.certificates))
        for code in codes
    ]
    asked = [f"{shortlist.asks} bureaus tegelijk gevraagd, zonder naam"] if shortlist.asks else []
    usual = f"vraagt gewoonlijk {', '.join(shortlist.usual)}"
    return [*weighed, f"na {shortlist.longest_wait} dagen wachttijd geen punten", usual, *asked, *demanded]


def _finding_lines(policy: HousePolicy) -> Iterator[str]:
    yield from (f"{NORM_WORDS[name]}: {days}" for name, days in policy.dossier._asdict().items())
    for rung in policy.findings.rungs:
        yield f"{days_in_words(timedelta(rung.days))} na een bevinding hoort {policy.roles[rung.to]} ervan"
    before = days_in_words(timedelta(policy.findings.reminded_before))
    yield f"herinnering {before} voordat herstel niet meer telt"


HOUSE_LINES: Mapping[str, Callable[[HousePolicy], Iterable[str]]] = {
    "mail": _mail_lines,
    "vragen over de overname": lambda policy: _question_lines(policy),
    "keuze van een bureau": _shortlist_lines,
    "facturen": lambda policy: [
        f"tot en met {days_in_words(timedelta(policy.invoice_days))} na het sluiten vast te leggen"
    ],
    "doorlooptijden": _lead_lines,
    "afschriften": lambda policy: [
        f"{policy.documents[kind]} aan {policy.roles[role]}" for kind, roles in policy.copies.items() for role in roles
    ],
    "controle van dossiers": _finding_lines,
    "stukken bij sluiting": _closing_lines,
}


def _rung_lines(policy: HousePolicy, ladder: Ladder) -> list[str]:
    rungs = [
        f"escalatie {days_in_words(timedelta(rung.days))} na de {POLICY_DATES[ladder.after]} aan "
        f"{policy.roles[rung.to]}"
        for rung in ladder.rungs
    ]
    if not ladder.repeat:
        return rungs
    every = days_in_words(timedelta(ladder.repeat))
    return [*rungs, f"de hoogste trede komt elke {every} terug, hoogstens {ladder.times} keer"]
