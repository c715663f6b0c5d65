"""The events of a case: one record per report by people or other parties. All facts of a case follow from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, get_args

EventKind = Literal[
    # first_sick_day, adopted_on?, safety_net?, safety_net_known_on?, safety_net_from?, contract_ends_on?, aow_on?
    "sick_reported",
    "first_day_corrected",  # first_sick_day
    "recovered",  # from: first recovered day
    "relapsed",  # on: first new sick day
    "capability_changed",  # from, percentage (0-100 of contract hours worked or able to): never pauses the day count
    "leave_recorded",  # from, until, same_cause
    "advised",  # on, track (1 or 2)
    "possibilities_changed",  # from, possible (bool): false = none, true = more than marginal ones
    "possibilities_marginal",  # from: at most a few hours a day, until the next report on possibilities
    "prospect_recorded",  # on, within_3_months
    "second_track_waived",  # on (date or null): both agreed in writing, because of the AOW age
    "reintegration_stuck",  # on, reason (choice-list code)
    "reintegration_resumed",  # on
    "settlement_considered",  # on: a settlement agreement is under consideration
    "settlement_dropped",  # on
    "sixty_plus_set",  # applies (bool), agreed (true) and on?: both agreed on that day to the simplified assessment
    "agreement_recorded",  # from, until?, reason (choice-list code), wage_weeks, ban_weeks: beside the law; 0s: none
    "employer_agreement_set",  # from (null: none any more), the rest as above: for all cases of the employer
    "settlement_signed",  # on, names_right (bool): the agreement names the right to withdraw
    "settlement_withdrawn",  # on: the employee withdrew the agreement signed last
    "circumstance_recorded",  # from, until (date or null), effect (code): what a period does, never why
    "contract_end_set",  # on (date or null)
    "aow_set",  # on (date or null)
    "safety_net_set",  # safety_net ("vierde_dag" and so on, or null), known_on?, from?: corrects the sick report
    "week_42_report_set",  # needed (flag or null): whether the reports of ZW 38 are made, whatever the safety net
    "own_risk_set",  # from (date or null), until?: the employer bears the risk of the Ziektewet himself
    "household_staff_set",  # applies (flag): in the service of a household on fewer than four days a week
    "employer_changed",  # on: the employer changed by transfer of undertaking; the first sick day stays: no fact
    "died",  # on: the employee died, which ends the case at once
    "sanction_decided",  # on
    "repair_reported",  # on
    "repair_decided",  # on: UWV found that the shortcoming is repaired
    "repair_refused",  # on: UWV found that it is not repaired, on the last report of repair before that day
    "sanction_revoked",  # on: the sanction counts no longer, such as after an objection
    "extended",  # until
    "early_benefit_decided",  # on, granted (bool), from?: the first day of the benefit, when granted
    "step_done",  # step, occurrence, on, evidence (choice-list code or null), receipt? (number of UWV)
    "step_withdrawn",  # step, occurrence: the step was recorded as done by mistake
    "step_not_done",  # step, occurrence: answer to a question about an adopted case; the step is open
    "step_not_applicable",  # step, occurrence, reason (choice-list code): answer; the step lapses
    "step_postponed",  # step, occurrence, target_on, reason (choice-list code)
    "deviated",  # step, occurrence, agreed_on, reason (choice-list code)
    "step_retriggered",  # step, occurrence, mode ("herstel" or "opnieuw")
    "rules_changed",  # from, to ({rules, house}), changes, kept, withdrawn, questions?, released?: see `migration.py`
    "occurrences_numbered",  # numbers: by kind of report and name, those that steps had before they were kept
    "report_withdrawn",  # report: the `seq` of an earlier event, which then counts as never reported
    "held_mail_decided",  # decision (a code), mails and followed (keys of effects): no fact
    "found_double",  # of (number of the case that goes on), reason (code): this case was opened in error
    "file_differs",  # field, ours (value or null), file (value): a file says otherwise than a person recorded; no fact
    "difference_settled",  # report (`seq` of a `file_differs`), choice ("onze" or "bestand"): no fact
    "mail_settled",  # decision, mails (keys of effects), on?: what a person did about mail that did not arrive: no fact
    "referral_confirmed",  # referral (number within the case, from 1), content? (keyed hash of what will be sent)
    "referral_approved",  # referral, reason? (choice-list code: why the one who confirmed it approves it too)
    "question_approved",  # referral (that was prepared): the first bureaus may be asked, without a name
    "extension_requested",  # on: both asked UWV to extend the period of wage (WIA 24)
    "uwv_letter_missing",  # on: by that day UWV had sent no letter about the application
    "riv_incomplete",  # on: day of UWV's letter, repair_by: the last day it gives to complete the report
    "wia_advance_granted",  # on: UWV pays an advance on the benefit
    "wia_decided",  # on, outcome ("iva", "wga" or "geweigerd"), share? ("0_35", "35_80" or "80_100")
    "bureau_answered",  # referral (number within the case, from 1), answer ("akkoord" or "geweigerd"), on
    # referral (number), to (state), on, and by state: at, starts_on, until, reason, result, price (cents), by (number);
    # of a track that ran elsewhere also taken_over_on, and reported_on (the last progress report)
    "referral_moved",
    # referral, offer (number within the referral), on, lines ([service code, hundredths, cents of one, VAT %]), until?
    "offer_recorded",
    "offer_approved",  # referral, offer, on, role (of the house policy): within the limit of that role
    # referral, invoice (number within the case), mark (keyed hash of the bureau's number), on, lines, vat and total
    # (cents), worked_until?, names? (the referral it names), credits? (number of an invoice)
    "invoice_recorded",
    "invoice_settled",  # invoice, choice ("goedgekeurd" or "afgewezen"), reason? (choice-list code)
    "bureau_preferred",  # bureau (its code, or null), on: the bureau the employee would like; no fact
    "bureau_chosen",  # bureau (its code), shortlist (number within the case, from 1), reason? (code): no fact
    "cooperation_refused",  # on: since when the employee does not cooperate; never why
    "cooperation_resumed",  # on
    "wage_warned",  # on, reason (ground of BW 7:629), letter (bool: the product writes it)
    "wage_notified",  # on, reason: the employer gave notice of the ground
    "wage_withheld",  # from, reason: suspended under 7:629(6), or no right to wage under (3)
    "wage_resumed",  # on: the first day of which the wage is paid again
    "opinion_asked",  # on, by ("werkgever" or "werknemer"), reason (question to UWV's expert)
    "opinion_received",  # on, by (who asked), reason (outcome)
    "second_track_considered",  # on: the first doubt about a return to the own employer
    "assessment_recorded",  # on, outcome or absence (codes): of the arbeidsdeskundig onderzoek
    "feasibility_asked",  # on, by ("werkgever", "arbeidsdeskundige" or "bureau")
    "feasibility_recorded",  # on, by, reason (outcome)
    # paper (number within the case), type (its kind), step, occurrence, on, from (code), hash (keyed), dated?: no fact
    "document_received",
    # paper, type, on (date on the paper), signed and refused (days by party), reason? (of a refusal), looked
    # (who), digital? (parties whose digital signature is sound), copies? (roles that are owed a copy from now on)
    "document_confirmed",
    "paper_copy_given",  # paper, to (role), on, way (code): somebody got the copy of a signed paper; no fact
    "report_copy_given",  # version (of the bundle of the report), on, way (code): the employee got the copy; no fact
    # on (date of the paper), paper?, type?, goal?, goal_on?, adjust?, activities? (by, number, begins_on?, due_on?,
    # done_on?, dropped?): what employer and employee agreed, as far as it changed; its words stand apart. No fact
    "plan_agreed",
    "paper_requested",  # document (its key), on (the day it is about): a person has a paper made: no fact
    # on (its own day), source ("izp", "fml" or "advies"), number? (of the version of its content), at_work? (flag: a
    # bureau is at work, and must hear of it)
    "profile_recorded",
    "employee_informed",  # on: a person told the employee of the second track
    "search_data_recorded",  # on, number? (of the version of its content)
    # Of the trajectory of a referral; its texts stand apart, sealed. All have: referral, on, file? (keyed hash of it).
    "trajectory_planned",  # activities, personal_profile, search, report_every, signed: see `track_events.py`
    "progress_reported",  # from, until, phase, activities, hours_used, hours_offered, texts (keyed hashes), and more
    "applications_reported",  # from, until, applications, reason?, sent? and outside? (told as numbers alone)
    # what (code), until?, reason?, plan_changes?, outcome? (of a contact after the start), profile? (the version of the
    # functional profile that the product sends the bureau)
    "trajectory_changed",
    "trajectory_ended",  # result, reason?, starts_on? (the first day of new work)
]
DOUBLE: EventKind = "found_double"
DEATH: EventKind = "died"
EVENT_KINDS: tuple[str, ...] = get_args(EventKind)


@dataclass(frozen=True, slots=True)
class Event:
    """One reported fact: `seq` orders the events of a case, `on` is the day it was recorded, `data` its payload.

    The payload holds ISO dates (as str), numbers, booleans, step keys and choice-list codes; never personal data.
    """

    seq: int
    kind: EventKind
    on: date
    data: Mapping[str, Any] = field(default_factory=dict)
