"""What a house decides beside the law, as frozen values: reminders, ladder, papers, choice lists, words."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from spoorboek.statute.actions import Action, EffectKey
from spoorboek.statute.policy.lead_times import LeadTime

StepNature = Literal["task", "date", "window"]
DateAnchor = Literal["target_on", "due_on"]
ANCHOR_WORDS: Mapping[str, str] = {"target_on": "streef", "due_on": "uiterlijk"}


class StepDocument(NamedTuple):
    """One document a step makes and the role it is mailed to.

    `with_step`: another step whose opening brings this paper out; None means the opening of the step itself.
    """

    document: str
    to: str
    with_step: str | None = None


class Reminder(NamedTuple):
    """One reminder: `days` (calendar) before the anchor, to one role; `at_opening`: on the opening day itself."""

    before: DateAnchor
    days: int
    to: str
    at_opening: bool = False

    @property
    def name(self) -> str:
        """Name the reminder as its effect is named, such as `streef-7`."""
        return f"{ANCHOR_WORDS[self.before]}-{self.days}"


class Rung(NamedTuple):
    """One rung of a ladder: `days` (calendar) after the anchor, the role that hears of it."""

    days: int
    to: str


class Ladder(NamedTuple):
    """An escalation ladder: the date it counts from and its rungs, lowest first."""

    after: DateAnchor
    rungs: tuple[Rung, ...]


@dataclass(frozen=True, slots=True)
class StepPolicy:
    """How the house handles one milestone.

    `nature`: a `task` can be late, a `date` only comes, a `window` is a possibility that passes.
    `asks`: an adopted case asks whether this step was done. `superseded`: an occurrence ends where the next opens.
    `refers`: this step asks the bureaus of the register.
    `outlives_recovery`: it goes on while the employee is recovered.
    `holds`: the case does not close before this step is done, or its ladder climbed to the top.
    `lead`: how long others take for it once they are asked.
    `brought_out_by`: the other steps whose opening brings out a paper of this one.
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
    holds: bool = False
    lead: LeadTime | None = None
    brought_out_by: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "brought_out_by", frozenset(each.with_step for each in self.papers if each.with_step))

    @property
    def gives_up_after(self) -> int:
        """Return how many days after the date its ladder counts from the highest rung fires; 0 without a ladder."""
        return self.ladder.rungs[-1].days if self.ladder else 0


@dataclass(frozen=True, slots=True)
class HousePolicy:
    """The whole house policy: one `StepPolicy` per milestone of the table, and the choice lists and words beside it."""

    version: str
    roles: Mapping[str, str]
    documents: Mapping[str, str]
    steps: Mapping[str, StepPolicy]
    closing_papers: Mapping[str, tuple[StepDocument, ...]]
    choices: Mapping[str, Mapping[str, str]]
    words: Mapping[str, str]
    lead_times: Mapping[str, LeadTime] = field(default_factory=dict)
    warns: str = "casemanager"

    def with_leads(self, leads: Mapping[str, LeadTime]) -> "HousePolicy":
        """Return the policy with other lead times, as the record has seen them."""
        steps = {
            key: replace(step, lead=leads[step.lead.role]) if step.lead else step for key, step in self.steps.items()
        }
        return replace(self, lead_times=leads, steps=steps)

    def step(self, key: str) -> StepPolicy:
        """Return the policy of one milestone; KeyError for a key the table does not know."""
        return self.steps[key]

    def choice(self, choices: str, code: str) -> str:
        """Return the Dutch label of a choice-list code; KeyError for an unknown list or code."""
        return self.choices[choices][code]

    def effect_word(self, key: EffectKey) -> str:
        """Say in Dutch what kind of thing was done, such as `brief` or `ingetrokken escalatie trede 2`."""
        if key.kind == "withdrawal":
            kind, _, name = key.name.partition(":")
            return self.words[key.kind].format(name=self.words[kind].format(name=name))
        return self.words[key.kind].format(name=key.name)

    def task_name(self, action: Action) -> str:
        """Name the task that carries out an action, such as `plan_van_aanpak · brief`; never a person in it."""
        return self.effect_name(action.key)

    def effect_name(self, key: EffectKey) -> str:
        """Word an effect, such as `evaluatie 2 · mail (2e keer)`."""
        step = key.step if key.occurrence == 1 else f"{key.step} {key.occurrence}"
        name = f"{step} · {self.effect_word(key)}"
        if key.kind in ("document", "mail") and key.name != key.step:
            name += f" {key.name}"
        return name if key.attempt == 1 else f"{name} ({key.attempt}e keer)"
