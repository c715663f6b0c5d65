"""Read the house policy from `house.yaml`: combine it with the milestone table and check every name in it."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Protocol, cast, get_args

from spoorboek.errors import InputError
from spoorboek.statute.actions import ActionKind
from spoorboek.statute.bureau_services import registered_choices
from spoorboek.statute.days.mail_days import MailDays
from spoorboek.statute.law.data_files import read_data
from spoorboek.statute.law.milestones import milestone_table
from spoorboek.statute.plan import DateAnchor, Force
from spoorboek.statute.policy.adequacy_norms import read_adequacy_norms
from spoorboek.statute.policy.dossier_norms import read_copies, read_dossier_norms, read_finding_ladder
from spoorboek.statute.policy.house_policy import (
    NO_LADDER,
    HousePolicy,
    Ladder,
    QuestionLadder,
    Reminder,
    Rung,
    StepDocument,
    StepNature,
    StepPolicy,
)
from spoorboek.statute.policy.lead_times import LeadTime, LeadTimeUnit
from spoorboek.statute.policy.older_policy import PolicyData
from spoorboek.statute.policy.shortlist_policy import read_shortlist_policy

# What is done with a referral is worded as that referral.
WORDED_KINDS = tuple(kind for kind in get_args(ActionKind) if not kind.startswith("referral_"))


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


STEP_FIELDS = _names(
    "nature papers reminders escalation asks superseded refers holds awaits since at_once prepares shown_by days"
)
TOP_FIELDS = _names(
    "version roles documents forces steps closing on_request choices words lead_times warns questions chased "
    "mail_days digest adequacy approves invoice_days second_track copies dossier findings"
)
# A paper that came later and goes out only when a person asks for it: no policy of before decided against it.
LATER_DOCUMENTS = {"zoekgegevens": "Zoekgegevens voor het tweede spoor"}
LATER_REQUESTS: tuple[PolicyData, ...] = ({"document": "zoekgegevens", "to": "werknemer"},)
MOST_DAYS, MOST_INVOICE_DAYS = 366, 1830
MOST_REPEATS: Mapping[str, int] = {"days": MOST_DAYS, "times": 52}
CENTS = 100  # of a euro
OUTSIDERS = frozenset({"werknemer", "bedrijfsarts", "bureau", "uwv"})  # hear of one case at a time


class KnownMilestone(Protocol):
    """What the policy reader needs to know of a milestone."""

    @property
    def label(self) -> str:
        """The Dutch name of the milestone."""

    @property
    def force(self) -> Force:
        """The legal force of its term."""

    @property
    def who(self) -> Collection[str]:
        """The roles that have to act; empty when nobody has to."""

    @property
    def of_referral(self) -> bool:
        """Whether it is a clock of a referral."""

    @property
    def outlives_recovery(self) -> bool:
        """Whether it stays due while the employee is recovered."""


@cache
def house_policy() -> HousePolicy:
    """Return the house policy shipped with the product, read once; InputError when a name in it is unknown."""
    return read_house_policy(read_data("policy/house.yaml"), milestone_table())


def read_house_policy(data: PolicyData, rules: Mapping[str, KnownMilestone]) -> HousePolicy:
    """Make a house policy from parsed data, for the milestones of `rules`.

    Errors: InputError naming the step, role, document, field or word that is unknown or missing.
    """
    return _Reader(data, rules).read()


class _Reader:
    """Reads one policy; holds the names that may be used in it."""

    def __init__(self, data: PolicyData, rules: Mapping[str, KnownMilestone]) -> None:
        self.data, self.rules = data, rules
        # A policy may be newer than the rules it is read with: it says something of steps those do not have.
        self.known_steps = {*rules, *milestone_table()}
        self.roles: PolicyData = data["roles"]
        self.choices = {name: dict(labels) for name, labels in data["choices"].items()}
        self.choices["service"] = registered_choices(self.choices.get("service", {}))
        self.documents: PolicyData = {**LATER_DOCUMENTS, **data["documents"]}
        self.mail_days: MailDays = data.get("mail_days", "every")
        self.chased: Collection[str] = data.get("chased", ())
        self.lead_times = {role: LeadTime(role, **lead) for role, lead in data.get("lead_times", {}).items()}

    def read(self) -> HousePolicy:
        _require_known("veld", self.data, TOP_FIELDS, "het huisbeleid")
        _require_known("stap", self.data["steps"], self.known_steps, "de tabel met mijlpalen")
        _require_known("soort regel", self.data["forces"], get_args(Force), "de wet")
        _require_known("rol", [*self.lead_times, self.data.get("warns", "casemanager")], self.roles, "de lijst `roles`")
        _require_known(
            "eenheid", [lead.unit for lead in self.lead_times.values()], get_args(LeadTimeUnit), "een doorlooptijd"
        )
        _require_known("rol in `chased`", self.chased, self.lead_times, "de lijst `lead_times`")
        _require_known("waarde van `mail_days`", [self.mail_days], get_args(MailDays), "het huisbeleid")
        _require_complete("words", self.data["words"], WORDED_KINDS)
        return HousePolicy(
            version=str(self.data["version"]),
            roles=dict(self.roles),
            documents=dict(self.documents),
            steps={key: self.step(key, rule) for key, rule in self.rules.items()},
            closing_papers={code: self.step_documents(documents) for code, documents in self.data["closing"].items()},
            on_request=self.step_documents(self.on_request()),
            choices=self.choices,
            words=dict(self.data["words"]),
            lead_times=self.lead_times,
            warns=self.data.get("warns", "casemanager"),
            questions=self.questions(self.data.get("questions")),
            mail_days=self.mail_days,
            digest=self.digest(self.data.get("digest", ())),
            adequacy=read_adequacy_norms(self.data.get("adequacy", {})),
            approves=self.approves(self.data.get("approves") or {}),
            invoice_days=_whole("`invoice_days`", self.data.get("invoice_days", 0), 0, MOST_INVOICE_DAYS),
            shortlist=read_shortlist_policy(self.data.get("second_track"), self.choices),
            copies=read_copies(self.data.get("copies")),
            dossier=read_dossier_norms(self.data.get("dossier")),
            findings=read_finding_ladder(self.data.get("findings"), self.roles.keys() - OUTSIDERS),
        )

    def on_request(self) -> list[PolicyData]:
        """Return the papers a person can have made, with those that came since the policy and that it does not name."""
        listed: list[PolicyData] = list(self.data.get("on_request", ()))
        named = {item["document"] for item in listed}
        return [*listed, *(item for item in LATER_REQUESTS if item["document"] not in named)]

    def step(self, key: str, rule: KnownMilestone) -> StepPolicy:
        """Combine the entry of one step with the defaults of its force; the entry has priority."""
        data = {**(self.data["forces"].get(rule.force) or {}), **(self.data["steps"].get(key) or {})}
        _require_known(f"veld van stap '{key}'", data, STEP_FIELDS, "het huisbeleid")
        nature = cast(StepNature, data.get("nature", "task" if rule.who and rule.force != "information" else "date"))
        _require_known("aard", [nature], get_args(StepNature), f"stap '{key}'")
        return StepPolicy(
            key=key,
            label=rule.label,
            nature=nature,
            papers=self.step_documents(data.get("papers", ())),
            reminders=self.reminders(key, data.get("reminders", ())) if nature != "date" else (),
            ladder=self.ladder(data.get("escalation")) if nature == "task" else None,
            asks=data.get("asks", True) and nature == "task",
            superseded=data.get("superseded", False),
            refers=data.get("refers", False),
            outlives_recovery=rule.outlives_recovery,
            keeps_case_open=data.get("holds", False),
            lead=self.lead(data.get("awaits")),
            chases=data.get("awaits") in self.chased,
            at_once=data.get("at_once", False),
            mail_days=self.mail_days,
            prepares=self.prepares(data),
            prepared_by=self.prepared_by(key),
            shown_by=data.get("shown_by"),
            days=self.days(key, rule, data.get("days")),
        )

    def prepares(self, data: PolicyData) -> str | None:
        prepared: str | None = data.get("prepares")
        _require_known("stap", [prepared] if prepared else [], self.known_steps, "de tabel met mijlpalen")
        shown_by = data.get("shown_by")
        _require_known("document", [shown_by] if shown_by else [], self.documents, "de lijst `documents`")
        return prepared

    def prepared_by(self, key: str) -> frozenset[str]:
        """Return the steps of these rules that prepare a step; a table of before has none of them."""
        entries = self.data["steps"].items()
        return frozenset(
            other for other, data in entries if other in self.rules and (data or {}).get("prepares") == key
        )

    def days(self, key: str, rule: KnownMilestone, days: object) -> int | None:
        if days is None:
            return None
        if not rule.of_referral:
            raise InputError(f"stap '{key}' heeft `days`; dat kan alleen bij een termijn van een verwijzing.")
        return _whole(f"`days` van stap '{key}'", days, 1, MOST_DAYS)

    def lead(self, role: str | None) -> LeadTime | None:
        if role is not None:
            _require_known("rol met een doorlooptijd", [role], self.lead_times, "de lijst `lead_times`")
        return self.lead_times[role] if role else None

    def step_documents(self, data: Iterable[PolicyData]) -> tuple[StepDocument, ...]:
        documents = tuple(StepDocument(**item) for item in data)
        _require_known("document", [item.document for item in documents], self.documents, "de lijst `documents`")
        _require_known("rol", [item.to for item in documents], self.roles, "de lijst `roles`")
        _require_known(
            "stap",
            [item.with_step for item in documents if item.with_step],
            self.known_steps,
            "de tabel met mijlpalen",
        )
        return documents

    def reminders(self, key: str, data: Iterable[PolicyData]) -> tuple[Reminder, ...]:
        reminders = tuple(Reminder(**reminder) for reminder in data)
        _require_known("rol", [reminder.to for reminder in reminders], self.roles, "de lijst `roles`")
        _require_known("datum", [reminder.before for reminder in reminders], get_args(DateAnchor), "een herinnering")
        if len({reminder.name for reminder in reminders}) < len(reminders):
            raise InputError(f"stap '{key}' heeft twee herinneringen op dezelfde dag. Laat er één staan.")
        return reminders

    def ladder(self, data: PolicyData | None) -> Ladder | None:
        if not data:
            return None
        _require_known("datum", [data["after"]], get_args(DateAnchor), "een escalatieladder")
        return Ladder(data["after"], self.rungs(data), *self.repeat(data.get("repeat")))

    def repeat(self, data: object) -> tuple[int, int]:
        """Return after how many days a top rung fires again, and how many times; none when nothing is said."""
        if data is None:
            return 0, 0
        numbers = [data.get(name) for name in MOST_REPEATS] if isinstance(data, Mapping) else []
        whole = [number for number in numbers if type(number) is int]
        most = MOST_REPEATS.values()
        if len(whole) != len(most) or len(data) != len(most) or not all(map(_is_within, whole, most)):  # type: ignore[arg-type]
            listed = " en ".join(f"`{name}` (1 t/m {top})" for name, top in MOST_REPEATS.items())
            raise InputError(f"`repeat` van een escalatieladder noemt {listed}, elk een heel getal.")
        return whole[0], whole[1]

    def questions(self, data: PolicyData | None) -> QuestionLadder:
        if not data:
            return NO_LADDER
        ladder = QuestionLadder(self.rungs(data), data["repeat"])
        counted = (ladder.repeat, *(rung.days for rung in ladder.rungs))
        if any(not isinstance(days, int) or days < 1 for days in counted):
            raise InputError("`questions` telt in hele dagen vanaf 1: `days` van elke trede, en `repeat`.")
        return ladder

    def digest(self, roles: Collection[str]) -> frozenset[str]:
        _require_known("rol", roles, self.roles, "de lijst `roles`")
        if outside := sorted(OUTSIDERS.intersection(roles)):
            raise InputError(
                f"`digest` noemt {', '.join(outside)}; een verzamelmail is alleen voor collega's van het huis."
            )
        return frozenset(roles)

    def approves(self, limits: PolicyData) -> Mapping[str, int | None]:
        _require_known("rol in `approves`", limits, self.roles, "de lijst `roles`")
        if any(euros is not None and (type(euros) is not int or euros < 1) for euros in limits.values()):
            raise InputError("`approves` noemt per rol een bedrag in hele euro's, of null voor elk bedrag.")
        return {role: euros and euros * CENTS for role, euros in limits.items()}

    def rungs(self, data: PolicyData) -> tuple[Rung, ...]:
        rungs = tuple(sorted(Rung(**rung) for rung in data["rungs"]))
        _require_known("rol", [rung.to for rung in rungs], self.roles, "de lijst `roles`")
        return rungs


def _is_within(number: int, most: int) -> bool:
    return 1 <= number <= most


def _whole(what: str, value: object, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        raise InputError(f"{what} is een heel getal van {least} tot en met {most}.")
    return value


def _require_known(what: str, names: Iterable[str], known: Collection[str], where: str) -> None:
    for name in names:
        if name not in known:
            raise InputError(f"onbekend(e) {what} '{name}'; {where} kent: {', '.join(sorted(known))}.")


def _require_complete(where: str, given: Collection[str], needed: Iterable[str]) -> None:
    for name in needed:
        if name not in given:
            raise InputError(f"in `{where}` ontbreekt '{name}'.")
