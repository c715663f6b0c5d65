"""House policy: complete for the table, checked by name, readable by an operator."""

from datetime import date, timedelta
from typing import Any, get_args

import pytest
from support.approved import APPROVED, compare
from support.house_policies import mailing_every_day

from spoorboek.errors import InputError
from spoorboek.statute.actions import Action, ActionKind, EffectKey
from spoorboek.statute.dossier.finding_ladder import FindingNotice, FoundDefect, due_notice
from spoorboek.statute.dossier.paper_kinds import PAPER_KINDS
from spoorboek.statute.editions.policy_diff import house_diff
from spoorboek.statute.law.data_files import read_data
from spoorboek.statute.law.milestones import milestone_table
from spoorboek.statute.policy.dossier_norms import COPIED, FindingLadder, FindingRung
from spoorboek.statute.policy.house_policy import StepPolicy
from spoorboek.statute.policy.policy_reader import house_policy, read_house_policy
from spoorboek.statute.timeline.rules.referral_clocks import CLOCKS


@pytest.fixture
def data() -> dict[str, Any]:
    """Parse the shipped policy, to be changed by a test."""
    data: dict[str, Any] = read_data("policy/house.yaml")
    return data


def test_every_milestone_has_a_policy() -> None:
    """The policy covers the table exactly, label for label."""
    assert {key: policy.label for key, policy in house_policy().steps.items()} == {
        k: row.label for k, row in milestone_table().items()
    }


@pytest.mark.parametrize("force", ["statute", "policy"])
def test_what_can_be_late_escalates_to_the_directie(force: str) -> None:
    """Every task of the statute or of UWV's policy has the whole ladder, counted from the last lawful day."""
    tasks = [
        house_policy().step(k)
        for k, row in milestone_table().items()
        if row.force == force and house_policy().step(k).nature == "task"
    ]
    assert tasks
    for policy in tasks:
        assert policy.ladder is not None
        assert [rung.to for rung in policy.ladder.rungs] == ["casemanager", "leidinggevende", "hr", "directie"]
        assert policy.ladder.after == "due_on"


def test_nobody_is_chased_for_what_somebody_else_does() -> None:
    """Information and dates without anyone to act: no reminder, no ladder, no question.

    An opinion UWV is asked for is the exception: somebody here waits for it, and has to ask where it is.
    """
    quiet = [
        house_policy().step(k)
        for k, row in milestone_table().items()
        if (row.force == "information" or not row.who) and k != "uitkomst_deskundigenoordeel"
    ]
    assert quiet
    assert all((p.ladder, p.asks) == (None, False) for p in quiet)
    possibilities = ["vaststellingsovereenkomst", "bedenktijd_vaststellingsovereenkomst", "instemming_60_plus"]
    assert [p.key for p in quiet if p.reminders] == possibilities


def test_a_warning_is_told_once_to_the_casemanager_alone() -> None:
    """A settlement under consideration: one mail on the day it is recorded, and no ladder."""
    reminders = house_policy().step("vaststellingsovereenkomst").reminders
    assert [(reminder.to, reminder.at_opening) for reminder in reminders] == [("casemanager", True)]


def test_the_contact_moment_reminds_the_manager_alone() -> None:
    """One reminder on the opening day, to the leidinggevende; no ladder and no question on adoption."""
    policy = house_policy().step("contactmoment")
    assert [(reminder.to, reminder.at_opening) for reminder in policy.reminders] == [("leidinggevende", True)]
    assert (policy.ladder, policy.asks, policy.superseded) == (None, False, True)


def test_norms_have_a_short_ladder_from_the_target() -> None:
    """A norm has no last lawful day; its ladder counts from the target and stays below HR.

    Doing nothing about a refusal, and withholding wage without notice, cost the employer money: there HR hears
    too. It hears of a referral on which nobody acts, whose clocks the law does not know.
    """
    ladders = [
        house_policy().step(k).ladder
        for k, row in milestone_table().items()
        if row.force == "norm" and k != "contactmoment"
    ]
    assert all(ladder is not None and ladder.after == "target_on" for ladder in ladders)
    reach_hr = {k for k, step in house_policy().steps.items() if milestone_table()[k].force == "norm" and _climbs(step)}
    costly = {"optreden_bij_niet_meewerken", "kennisgeving_loonopschorting", "kennisgeving_loonstop"}
    assert reach_hr == {*costly, *CLOCKS, "opschorting_verwijzing"}
    told = {rung.to for ladder in ladders if ladder for rung in ladder.rungs}
    assert told == {"casemanager", "leidinggevende", "hr"}


def _climbs(step: StepPolicy) -> bool:
    """Tell whether the ladder of a step reaches HR."""
    return step.ladder is not None and any(rung.to == "hr" for rung in step.ladder.rungs)


def test_every_list_of_choices_is_known_by_code_and_dutch_label() -> None:
    """Codes are snake case, labels are sentences without a person or anything medical in a code."""
    assert set(house_policy().choices) == {
        "agreement",
        "postpone",
        "deviate",
        "stuck",
        "evidence",
        "not_applicable",
        "closing",
        "skip",
        "service",
        "specialism",
        "certificate",
        "bureau_choice",
        "bureau_inactive",
    }
    assert house_policy().choice("evidence", "verzendbewijs") == "Bewijs van verzending"
    for codes in house_policy().choices.values():
        assert all(code.isidentifier() and code.islower() and label[0].isupper() for code, label in codes.items())


ROLES, STEPS = "de lijst `roles` kent: arbeidsdeskundige, ", "de tabel met mijlpalen kent: "
FIELDS = "het huisbeleid kent: "
WHOLE = {
    f"onbekend(e) stap 'nieuw'; {STEPS}": lambda data: data["steps"].update(nieuw={}),
    f"onbekend(e) veld 'stappen'; {FIELDS}adequacy, approves, chased, ": lambda data: data.update(stappen={}),
    f"onbekend(e) veld van stap 'evaluatie' 'ladder'; {FIELDS}asks, ": lambda data: data["steps"]["evaluatie"].update(
        ladder={}
    ),
    "onbekend(e) soort regel 'wens'; de wet kent: information, ": lambda data: data["forces"].update(wens={}),
    f"onbekend(e) rol 'chef'; {ROLES}": lambda data: data.update(warns="chef"),
    f"onbekend(e) rol 'baas'; {ROLES}": lambda data: data["lead_times"].update(baas={"days": 1, "unit": "calendar"}),
    "onbekend(e) eenheid 'uren'; een doorlooptijd kent: calendar, ": lambda data: data["lead_times"].update(
        bureau={"days": 1, "unit": "uren"}
    ),
    "onbekend(e) aard 'klus'; stap 'evaluatie' kent: date, task, window.": lambda data: data["steps"][
        "evaluatie"
    ].update(nature="klus"),
    "onbekend(e) rol met een doorlooptijd 'hr'; de lijst `lead_times` kent: ": lambda data: data["steps"][
        "evaluatie"
    ].update(awaits="hr"),
    "onbekend(e) document 'brief_x'; de lijst `documents` kent: ": lambda data: data["steps"]["evaluatie"]["papers"][
        0
    ].update(document="brief_x"),
    f"onbekend(e) rol 'buurman'; {ROLES}": lambda data: data["steps"]["evaluatie"]["papers"][0].update(to="buurman"),
    f"onbekend(e) stap 'evaluatei'; {STEPS}": lambda data: data["steps"]["evaluatie"]["papers"][0].update(
        with_step="evaluatei"
    ),
    f"onbekend(e) rol 'tante'; {ROLES}": lambda data: data["forces"]["norm"]["reminders"][0].update(to="tante"),
    "onbekend(e) datum 'ooit'; een herinnering kent: due_on, target_on.": lambda data: data["forces"]["norm"][
        "reminders"
    ][0].update(before="ooit"),
    f"onbekend(e) rol 'oom'; {ROLES}": lambda data: data["forces"]["norm"]["escalation"]["rungs"][0].update(to="oom"),
    "onbekend(e) datum 'nooit'; een escalatieladder kent: due_on, target_on.": lambda data: data["forces"]["norm"][
        "escalation"
    ].update(after="nooit"),
    "stap 'contactmoment' heeft twee herinneringen op dezelfde dag. Laat er één staan.": lambda data: data["steps"][
        "contactmoment"
    ]["reminders"].append(data["steps"]["contactmoment"]["reminders"][0]),
    f"onbekend(e) rol 'nicht'; {ROLES}": lambda data: data["questions"]["rungs"][0].update(to="nicht"),
    "`questions` telt in hele dagen vanaf 1: ": lambda data: data["questions"].update(repeat=0),
    f"onbekend(e) rol 'neef'; {ROLES}": lambda data: data.update(digest=["neef"]),
    "`digest` noemt bedrijfsarts, werknemer; een verzamelmail is alleen voor ": lambda data: data.update(
        digest=["hr", "werknemer", "bedrijfsarts"]
    ),
    "`copies.evaluatie` noemt 'hr'; een afschrift is voor ": lambda data: data["copies"].update(evaluatie=["hr"]),
    "onbekende naam 'afsluiting' in `copies`; bekend zijn: ": lambda data: data["copies"].update(afsluiting=[]),
    "`copies.evaluatie` is een lijst": lambda data: data["copies"].update(evaluatie="werknemer"),
    "onbekende naam 'paper' in `dossier`; bekend zijn: ": lambda data: data["dossier"].update(paper=3),
    "`dossier.copy_within` telt in hele dagen": lambda data: data["dossier"].update(copy_within=True),
    "`dossier.norm_grace` telt in hele dagen": lambda data: data["dossier"].update(norm_grace=367),
    "onbekend(e) rol 'werknemer' in `findings.rungs`; kies een collega: ": lambda data: data["findings"]["rungs"][
        0
    ].update(to="werknemer"),
    "`findings.rungs` klimt": lambda data: data["findings"]["rungs"][1].update(days=0),
    "elke trede van `findings.rungs` noemt": lambda data: data["findings"]["rungs"][1].pop("to"),
    "`findings.reminded_before` telt in hele dagen": lambda data: data["findings"].update(reminded_before="7"),
    "`findings` is een lijst van namen": lambda data: data.update(findings=[7]),
    "onbekende naam 'dagen' in `findings.rungs`; bekend zijn: days, to.": lambda data: data["findings"]["rungs"][
        0
    ].update(dagen=3),
    "`findings.rungs` telt in hele dagen, van 0 tot en met 366.": lambda data: data["findings"]["rungs"][0].update(
        days=367
    ),
    "`findings.rungs` is een lijst, tussen blokhaken.": lambda data: data["findings"].update(rungs=7),
    "`findings.rungs` klimt: elke trede heeft meer dagen dan die ervoor.": lambda data: (
        data["findings"]["rungs"][1].update(days=14, to="hr") or data["findings"]["rungs"][2].update(days=14)
    ),
    "in `words` ontbreekt 'late'.": lambda data: data["words"].pop("late"),
    f"onbekend(e) rol in `approves` 'tante'; {ROLES}": lambda data: data["approves"].update(tante=1000),
    "`approves` noemt per rol een bedrag in hele euro's, of null voor elk bedrag.": lambda data: data[
        "approves"
    ].update(hr=0),
    f"onbekend(e) stap 'spoor_9'; {STEPS}": lambda data: data["steps"]["informeren_spoor_2"].update(prepares="spoor_9"),
    "onbekend(e) document 'brief_9'; de lijst `documents` kent: ": lambda data: data["steps"][
        "informeren_spoor_2"
    ].update(shown_by="brief_9"),
}


@pytest.mark.parametrize("message", WHOLE)
def test_what_is_not_known_is_refused_with_what_is(data: dict[str, Any], message: str) -> None:
    """Which name, of what, and the list to choose from: whoever wrote the policy can mend it without the code."""
    WHOLE[message](data)
    with pytest.raises(InputError) as refused:
        read_house_policy(data, milestone_table())
    assert str(refused.value).startswith(message)


def test_every_refusal_reads_as_was_approved() -> None:
    """To its last word, as the one who wrote the policy reads it."""
    said = []
    for break_it in WHOLE.values():
        data: dict[str, Any] = read_data("policy/house.yaml")
        break_it(data)
        with pytest.raises(InputError) as refused:
            read_house_policy(data, milestone_table())
        said.append(f"{refused.value}\n")
    compare(APPROVED / "policy_refusals.txt", "".join(said))


def test_a_house_has_norms_copies_and_a_ladder_of_its_own(data: dict[str, Any]) -> None:
    """What it leaves out is as usual, but copies: a policy of before sends none. What differs is told to people."""
    data["dossier"], data["findings"] = {"paper_within": 21}, {"rungs": [{"days": 2, "to": "hr"}]}
    policy = read_house_policy(data, milestone_table())
    assert (policy.dossier.paper_within, policy.dossier.copy_within) == (21, 7)
    assert policy.findings == FindingLadder((FindingRung(2, "hr"),), 7)
    told = {change.about: change.becomes for change in house_diff(house_policy(), policy)}
    assert told["controle van dossiers"] == (
        "dagen voor een stuk om binnen te komen: 21",
        "2 dagen na een bevinding hoort HR ervan",
    )
    found = FoundDefect("geen_stuk", date(2026, 3, 2), None, 0)
    days = [due_notice(found, date(2026, 3, day), policy.findings) for day in (3, 4)]
    assert days == [None, FindingNotice(1, "hr")]
    assert due_notice(found._replace(rung=1), date(2026, 6, 1), policy.findings) is None
    for name in ("dossier", "findings", "copies"):
        data.pop(name)
    before = read_house_policy(data, milestone_table())
    assert (before.dossier, before.findings) == (house_policy().dossier, house_policy().findings)
    assert before.copies == {}
    assert {*COPIED} == {*house_policy().copies}
    assert all(PAPER_KINDS[kind].signers == ("werkgever", "werknemer") for kind in COPIED)


@pytest.mark.parametrize("euros", [0, -1, 10.5, True, "5000"])
def test_a_limit_is_a_whole_number_of_euros_from_one(data: dict[str, Any], euros: object) -> None:
    """Nothing else limits who approves an offer: no cents, no words, no zero; what is left out approves nothing."""
    data["approves"] = {"hr": euros}
    with pytest.raises(InputError, match="bedrag in hele euro's, of null voor elk bedrag"):
        read_house_policy(data, milestone_table())
    data["approves"] = {"hr": 1, "directie": None}
    assert dict(read_house_policy(data, milestone_table()).approves) == {"hr": 100, "directie": None}


def test_what_a_policy_leaves_out_has_a_plain_meaning(data: dict[str, Any]) -> None:
    """Without lead times nobody is asked early; without `warns` the casemanager is told; a step has nothing special.

    Mail goes out on any day, as it did before houses could choose; each mail goes by itself.
    """
    for name in ("lead_times", "warns", "chased", "mail_days", "digest"):
        data.pop(name)
    data["version"] = 3
    for step in data["steps"].values():
        if step:
            step.pop("awaits", None)
    for force in data["forces"].values():
        (force or {}).pop("awaits", None)
    data["steps"]["melding_42_weken"] = {}
    data["forces"] = {}
    policy = read_house_policy(data, milestone_table())
    assert (policy.version, policy.warns, policy.lead_times, policy.mail_days) == ("3", "casemanager", {}, "every")
    assert policy.digest == frozenset()
    step = policy.step("melding_42_weken")
    assert (step.reminders, step.papers, step.ladder, step.lead) == ((), (), None, None)
    assert (step.superseded, step.refers, step.keeps_case_open) == (False, False, False)
    data["warns"] = "hr"
    assert read_house_policy(data, milestone_table()).warns == "hr"


@pytest.mark.parametrize(
    ("action", "name"),
    [
        (("document", "plan_van_aanpak", 1, "plan_van_aanpak", 1), "plan_van_aanpak · brief"),
        (("mail", "probleemanalyse", 1, "uitnodiging_spreekuur", 1), "probleemanalyse · mail uitnodiging_spreekuur"),
        (("document", "evaluatie", 3, "evaluatie", 2), "evaluatie 3 · brief (2e keer)"),
        (("reminder", "wia_aanvraag", 1, "streef-7", 1), "wia_aanvraag · herinnering streef-7"),
        (("escalation", "probleemanalyse", 1, "2", 1), "probleemanalyse · escalatie trede 2"),
        (("referral", "start_spoor_2", 1, "1", 1), "start_spoor_2 · verwijzing 1"),
        (("referral_sent", "start_spoor_2", 1, "1", 1), "start_spoor_2 · verwijzing 1 verstuurd"),
        (("close", "dossier", 1, "2026-03-04", 1), "dossier · afsluiting"),
    ],
)
def test_a_task_is_named_so_that_an_operator_reads_it(action: tuple[Any, ...], name: str) -> None:
    """Step and kind of work, the template where it differs, which time it is: no person and no number of a case."""
    kind, step, occurrence, what, attempt = action
    assert house_policy().task_name(Action(date(2026, 3, 2), kind, step, occurrence, what, attempt)) == name


def test_every_kind_of_action_has_a_word() -> None:
    """No kind of action is without a Dutch word for the timeline; what is done with a referral is worded as it is."""
    of_referrals = {kind for kind in get_args(ActionKind) if kind.startswith("referral_")}
    assert {*house_policy().words, *of_referrals} == set(get_args(ActionKind))


def test_an_effect_is_worded_with_the_step_its_turn_and_how_often() -> None:
    """As tasks in the list of runs are named; a paper of another name than its step is named too."""
    told = {
        EffectKey("evaluatie", 2, "mail", "evaluatie", 2): "evaluatie 2 · mail (2e keer)",
        EffectKey("evaluatie", 1, "mail", "uitnodiging", 1): "evaluatie · mail uitnodiging",
        EffectKey("evaluatie", 1, "document", "uitnodiging", 1): "evaluatie · brief uitnodiging",
        EffectKey("evaluatie", 1, "reminder", "streef-7", 1): "evaluatie · herinnering streef-7",
        EffectKey("evaluatie", 1, "withdrawal", "reminder:a:b", 1): "evaluatie · ingetrokken herinnering a:b",
    }
    assert {key: house_policy().effect_name(key) for key in told} == told


MONDAY, EASTER = date(2026, 3, 2), date(2026, 4, 2)


@pytest.mark.parametrize(
    ("passed", "days"),
    [
        (MONDAY, [1, 3, 7, 14]),  # Tuesday, Thursday, Monday, Monday
        (MONDAY + timedelta(days=2), [1, 5, 7, 14]),  # what falls on Saturday comes on Monday
        (MONDAY + timedelta(days=4), [3, 4, 7, 14]),  # Saturday and Monday meet on Monday: the second a day later
        (EASTER, [5, 6, 7, 14]),  # Good Friday and Easter Sunday meet on Tuesday
    ],
)
def test_a_rung_fires_on_the_working_day_after_and_one_a_day(passed: date, days: list[int]) -> None:
    """In their order, each on a day of its own; a step without ladder has none."""
    fired = house_policy().step("probleemanalyse").rung_days(passed)
    assert [(day - passed).days for day in fired] == days
    assert house_policy().step("contactmoment").rung_days(passed) == []
    every_day = mailing_every_day().step("probleemanalyse").rung_days(passed)
    assert [(day - passed).days for day in every_day] == [1, 3, 7, 14]
