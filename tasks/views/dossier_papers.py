"""The papers that came in, as a section of the dossier: kinds, steps and days."""

from collections.abc import Iterator, Mapping, Sequence

from spoorboek.statute.dossier.agreed_plan import agreed_plan
from spoorboek.statute.dossier.paper_copies import COPY_NAME, COPY_WAYS, handed_copies, owed_copies
from spoorboek.statute.dossier.paper_kinds import PAPER_KINDS, SENDERS, kind_label
from spoorboek.statute.dossier.received_papers import Paper, awaited_study, received_papers
from spoorboek.statute.dossier.report_bundles import (
    BUNDLE_REASONS,
    given_copy,
    is_outdated,
    report_bundles,
)
from spoorboek.statute.second_track_facts import FEASIBILITY_PARTIES
from tasks.case_state import CaseState
from tasks.outbox.mail_history import MadeMail
from tasks.papers.plan_lines import activity_stand
from tasks.views.markdown_words import markdown_words
from tasks.views.page_tables import page_table, short_day

COPY_ACTION, BUNDLE_ACTION = "Afschrift vastleggen", "RIV bundelen"
PAPERS_TITLE, BUNDLE_TITLE = "Ontvangen stukken", "Re-integratieverslag"
AGREEMENTS_TITLE = "Afspraken uit het plan van aanpak"
AGREEMENTS_HINT = "Wat zij inhouden, toont `spoorboek plan show {number}`."


def papers_section(current: CaseState, mails: Sequence[MadeMail] = ()) -> Iterator[str]:
    """Yield the papers of a case, the last one first, the line about one that is still owed, and the bundle.

    `mails`: those of the case, by which is known what became of a copy.
    """
    papers = received_papers(current.record.events)
    yield from _bundle_section(current)
    copies = _copies(current, mails)
    if papers:
        yield f"## {PAPERS_TITLE}"
        rows = [
            (
                str(each.number),
                short_day(each.received_on),
                markdown_words(kind_label(each.kind)),
                markdown_words(f"{each.step.key} {each.step.occurrence}"),
                SENDERS[each.sender],
                short_day(each.confirmed_on or each.dated),
                _signed(each),
                "; ".join(copies.get(each.number, ())),
            )
            for each in reversed(papers)
        ]
        yield page_table(
            ("stuk", "ontvangen", "wat", "bij stap", "van", "datum op het stuk", "getekend", "afschrift"), rows
        )
    if by := awaited_study(current.plan.facts, current.record.events):
        yield (
            f"**Nog te ontvangen:** het rapport van het haalbaarheidsonderzoek, van {FEASIBILITY_PARTIES[by]}. Vraag "
            "het op, en registreer het stuk bij deze zaak."
        )


def _bundle_section(current: CaseState) -> Iterator[str]:
    """Yield what was bundled last, whether a part changed since, and the copy for the employee."""
    made = report_bundles(current.record)
    if not made:
        return
    last, copy = made[-1], given_copy(current.record)
    open_ = f"{last.points} open punten ({BUNDLE_REASONS[last.reason]})" if last.points else "geen open punten"
    yield f"## {BUNDLE_TITLE}"
    said = f"Versie {last.version} van {short_day(last.on)}: {last.parts} onderdelen, {last.pages} bladen, {open_}."
    yield (
        f"{said} Een onderdeel is daarna gewijzigd: bundel opnieuw."
        if is_outdated(current.plan, current.record)
        else said
    )
    if copy is None:
        yield "De werknemer heeft nog geen afschrift: `spoorboek riv copy`."
    else:
        got = f"Afschrift van versie {copy.version} gegeven op {short_day(copy.on)}, {COPY_WAYS[copy.way]}"
        seen = (
            f"; ontvangst getekend op {short_day(copy.signed_on)} (stuk {copy.signed_paper})" if copy.signed_on else ""
        )
        newer = "" if copy.version == last.version else f" Van versie {last.version} nog niet."
        yield f"{got}{seen or '; bewijs van ontvangst ontbreekt'}.{newer}"


def agreements_section(current: CaseState) -> Iterator[str]:
    """Yield the section with what employer and employee do, by number, without a word of it; nothing when none is."""
    plan = agreed_plan(current.record.events)
    if plan.activities:
        yield f"## {AGREEMENTS_TITLE}"
        yield AGREEMENTS_HINT.format(number=current.number)
        rows = [(f"{each.by} {each.number}", activity_stand(each, current.on)) for each in plan.activities]
        yield page_table(("activiteit", "stand"), rows)


def _copies(current: CaseState, mails: Sequence[MadeMail]) -> Mapping[int, list[str]]:
    """Say of each paper who got its copy and how, or that nothing shows it yet."""
    events, went = current.record.events, {mail.key.name: mail for mail in mails}  # of one sent again the last
    handed = {each[:2]: each for each in handed_copies(events)}
    told: dict[int, list[str]] = {}
    for paper, role in dict.fromkeys([*(each[:2] for each in owed_copies(events)), *handed]):
        mail = went.get(COPY_NAME.format(role=role, paper=paper))
        if given := handed.get((paper, role)):
            words = f"{COPY_WAYS[given.way]} op {short_day(given.on)}"
        elif mail and mail.role == role:
            words = mail.outcome
        else:
            words = "nog te geven"
        told.setdefault(paper, []).append(f"{role}: {words}")
    return told


def _signed(paper: Paper) -> str:
    """Say who signed and who refused, and when; that nobody looked yet, where somebody has to."""
    said = [f"{party} {short_day(day)}" for party, day in paper.signed.items()]
    said += [f"{party} weigerde {short_day(day)}" for party, day in paper.refused.items()]
    return "; ".join(said) or ("nog na te kijken" if PAPER_KINDS[paper.kind].signers else "")
