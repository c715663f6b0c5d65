"""The post: what waits, what did not arrive, what went; and what a person does about one mail."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode

from sqlmodel import Session, col, select
from starlette.background import BackgroundTask
from starlette.responses import RedirectResponse

from models.accounts.reach import visible_cases
from models.accounts.reading_trail import note_reading
from models.case_numbers import recognised_number
from models.tables import HELD, WAITING, Case, CaseRole, Contact, Employee, EmployerRole
from spoorboek import clock
from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import DeskPage, PageAnswer, Refused, ShownPage, Visit
from spoorboek.desk.work.step_forms import ACTION, new_form_id, sent_day, sent_form_id
from spoorboek.desk.work.waking import wake_soon
from spoorboek.desk.work.work_pages import page_number
from spoorboek.errors import InputError
from spoorboek.importing.identity.party_data import acting_in_role, set_mail_address
from tasks.outbox.held_mail import ALREADY_SENT, FOLLOWS, RELEASED, decide_held_mail, held_mail
from tasks.outbox.mail_trouble import standing_trouble
from tasks.outbox.recall.calling_back import OF_A_PERSON, call_back_mail, called_back_mail, let_go, send_after_all
from tasks.outbox.resending import send_again
from tasks.outbox.sent_evidence import sent_evidence, why_held
from tasks.outbox.undelivered import DROP_REASONS, drop_by_hand, mark_delivered, mark_elsewhere
from tasks.reports.once import Answer, record_directly
from tasks.views.desk.post_list import PostGroup, PostLetter, post_letter, post_page, seen_mails

POST_PATH = "/post"
AGAIN_SENT, ARRIVED, ELSEWHERE_SENT, DROP, MEND = "opnieuw", "aangekomen", "anders", "vervallen", "adres"
LET_GO, WAS_SENT = "vrijgeven", "al_verstuurd"
CALL_BACK, AFTER_ALL, NEVER = "terugroepen", "toch_versturen", "niet_nodig"
SAID = {
    AGAIN_SENT: "De mail gaat nog eens, naar het adres zoals het nu is.",
    ARRIVED: "De mail staat nu als aangekomen.",
    ELSEWHERE_SENT: "De mail staat nu als anders bezorgd.",
    DROP: "De mail gaat niet meer.",
    MEND: "Het adres is verbeterd, en de mail gaat nog eens.",
    LET_GO: "Vrijgegeven: gaat alsnog.",
    WAS_SENT: "Staat nu als al verstuurd.",
    CALL_BACK: "Teruggeroepen: de mail gaat niet, tot iemand beslist.",
    AFTER_ALL: "De mail gaat nu toch.",
    NEVER: "De mail gaat niet meer.",
}
BY_ITSELF = (FOLLOWS, *OF_A_PERSON)  # held mail about which this is not asked
WIDER = "Deze contactpersoon heeft ook zaken die u niet ziet. Vraag wie die wel ziet om het adres te verbeteren."


def show_post(visit: Visit) -> PageAnswer:
    """Show a list of the outbox, by default what did not arrive."""
    return _list_page(visit)


def take_post(visit: Visit) -> PageAnswer:
    """Decide about the held mails that were ticked, all in one; a refusal says why, above the list."""
    asked, reach = visit.text(ACTION), visit.viewer.reach
    decision = {LET_GO: RELEASED, WAS_SENT: ALREADY_SENT}.get(asked)
    ticked = {int(each) for each in visit.form.get("mail", ()) if each.isascii() and each.isdecimal()}

    def decide(writing: Session) -> Answer:
        mails = [mail for mail in held_mail(writing) if mail.id in ticked and mail.because not in BY_ITSELF]
        seen = seen_mails(writing, reach, [mail.id for mail in mails])
        chosen = [mail for mail in mails if mail.id in seen]
        if decision is None or not chosen:
            raise InputError("Vink aan over welke aangehouden mails u besluit. Er is niets vastgelegd.")
        decide_held_mail(writing, chosen, decision, visit.viewer.code)
        return SAID[asked], sorted({mail.number for mail in chosen})

    try:
        answer = record_directly(visit.record, sent_form_id(visit), visit.viewer.code, decide)
    except InputError as error:
        return _list_page(visit, str(error))
    if not answer.is_recorded:
        return _list_page(visit, answer.message)
    after = BackgroundTask(wake_soon, answer.to_wake)
    path = f"{POST_PATH}?{urlencode({'stand': PostGroup.WAITING, 'gedaan': asked})}"
    return RedirectResponse(path, HTTPStatus.SEE_OTHER, background=after)


def show_mail(visit: Visit) -> PageAnswer:
    """Show one mail, and what can be done about it now."""
    return _mail_page(visit, _letter(visit))


def take_mail(visit: Visit) -> PageAnswer:
    """Do what a person decided about a mail, once; a refusal says why, on its page."""
    letter, asked = _letter(visit), visit.text(ACTION)
    decide = DECISIONS.get(asked)
    try:
        if decide is None:
            raise InputError("Kies wat er met de mail gebeurt. Er is niets vastgelegd.")
        answer = record_directly(
            visit.record, sent_form_id(visit), visit.viewer.code, lambda writing: decide(writing, visit, letter)
        )
    except InputError as error:
        return _mail_page(visit, letter, str(error))
    if not answer.is_recorded:
        return _mail_page(visit, letter, answer.message)
    after = BackgroundTask(wake_soon, answer.to_wake)
    path = f"{POST_PATH}/{letter.line.id}?{urlencode({'gedaan': asked})}"
    return RedirectResponse(path, HTTPStatus.SEE_OTHER, background=after)


def _again(writing: Session, visit: Visit, letter: PostLetter) -> Answer:
    return _done(AGAIN_SENT, send_again(writing, letter.line.id, visit.viewer.code))


def _arrived(writing: Session, visit: Visit, letter: PostLetter) -> Answer:
    return _done(ARRIVED, mark_delivered(writing, letter.line.id, visit.viewer.code))


def _elsewhere(writing: Session, visit: Visit, letter: PostLetter) -> Answer:
    return _done(ELSEWHERE_SENT, mark_elsewhere(writing, letter.line.id, visit.viewer.code, sent_day(visit)))


def _drop(writing: Session, visit: Visit, letter: PostLetter) -> Answer:
    return _done(DROP, drop_by_hand(writing, letter.line.id, visit.text("reden"), visit.viewer.code))


def _mend(writing: Session, visit: Visit, letter: PostLetter) -> Answer:
    """Correct the address by the function that keeps the trace, and send the mail again to it."""
    case = writing.get(Case, letter.case_id) if letter.case_id else None
    if case is None:
        raise InputError("Deze mail gaat niet over een zaak; haar adres is een instelling of hoort bij een account.")
    _refuse_wider(writing, visit, case, letter.to_role)
    set_mail_address(writing, case, letter.to_role, visit.text("nieuw_adres"), visit.viewer.code, visit.on)
    writing.flush()
    return _done(MEND, send_again(writing, letter.line.id, visit.viewer.code))


def _held(decision: str, asked: str) -> Callable[[Session, Visit, PostLetter], Answer]:
    def decide(writing: Session, visit: Visit, letter: PostLetter) -> Answer:
        mails = [mail for mail in held_mail(writing, letter.case_id) if mail.id == letter.line.id]
        if not mails or mails[0].because in BY_ITSELF:
            raise InputError("Over deze mail valt nu niets te besluiten. Laad de pagina opnieuw.")
        decide_held_mail(writing, mails, decision, visit.viewer.code)
        return _done(asked, mails[0].number)

    return decide


def _recall(
    deciding: Callable[[Session, str, int, str], str], asked: str
) -> Callable[[Session, Visit, PostLetter], Answer]:
    def decide(writing: Session, visit: Visit, letter: PostLetter) -> Answer:
        deciding(writing, letter.line.number, letter.line.id, visit.viewer.code)
        return _done(asked, letter.line.number)

    return decide


DECISIONS: dict[str, Callable[[Session, Visit, PostLetter], Answer]] = {
    AGAIN_SENT: _again,
    ARRIVED: _arrived,
    ELSEWHERE_SENT: _elsewhere,
    DROP: _drop,
    MEND: _mend,
    LET_GO: _held(RELEASED, LET_GO),
    WAS_SENT: _held(ALREADY_SENT, WAS_SENT),
    CALL_BACK: _recall(call_back_mail, CALL_BACK),
    AFTER_ALL: _recall(send_after_all, AFTER_ALL),
    NEVER: _recall(let_go, NEVER),
}


def _done(asked: str, number: str | None) -> Answer:
    return SAID[asked], [number] if number else []


def _refuse_wider(reading: Session, visit: Visit, case: Case, role: str) -> None:
    """Raise InputError where an address is also that of cases which this person does not see."""
    contact = acting_in_role(reading, case, role, visit.on)
    if contact is None or visit.viewer.reach.everyone:
        return
    seen = visible_cases(visit.viewer.reach)
    of_cases = select(CaseRole.case_id).where(CaseRole.contact_id == contact.id, col(CaseRole.case_id).not_in(seen))
    of_employers = select(col(Case.id)).join(Employee, col(Employee.id) == col(Case.employee_id))
    of_employers = of_employers.join(EmployerRole, col(EmployerRole.employer_id) == col(Employee.employer_id))
    of_employers = of_employers.where(EmployerRole.contact_id == contact.id, col(Case.id).not_in(seen))
    stands_in = select(Contact.id).where(Contact.substitute_id == contact.id)
    if any(reading.exec(query.limit(1)).first() is not None for query in (of_cases, of_employers, stands_in)):
        raise InputError(WIDER)


def _letter(visit: Visit) -> PostLetter:
    written = visit.path["nummer"]
    is_number = written.isascii() and written.isdecimal() and len(written) < 10
    letter = post_letter(visit.record, visit.viewer.reach, int(written)) if is_number else None
    if letter is None:
        message = "Deze mail bestaat niet, of u hebt er geen toegang toe."
        raise Refused(HTTPStatus.NOT_FOUND, "Niet gevonden", message, POST_PATH)
    if letter.case_id is not None:
        case = visit.record.get_one(Case, letter.case_id)
        note_reading(visit.record, case, visit.viewer.code, "Mail", clock.now())
    return letter


def _list_page(visit: Visit, refusal: str = "") -> PageAnswer:
    asked, typed = visit.query.get("stand", ""), visit.query.get("zaak", "").strip()
    default = PostGroup.WAITING if refusal else PostGroup.FAILED
    group = PostGroup(asked) if asked in list(PostGroup) else default
    page = page_number(visit)
    post = post_page(visit.record, visit.viewer.reach, group, asked=recognised_number(typed), page=page)
    called_back = {mail.id for mail in called_back_mail(visit.record)}
    data = {
        "post": post,
        "group": group,
        "page": page,
        "typed": typed,
        "address": urlencode({"stand": group, **({"zaak": typed} if typed else {})}),
        "called_back": called_back,
        "held": [line for line in post.lines if line.is_held and line.id not in called_back],
        "trouble": standing_trouble(visit.record),
        "refusal": refusal,
        "form_id": new_form_id(),
        "told": SAID.get(visit.query.get("gedaan", ""), ""),
    }
    return ShownPage("werkplek/post.html", data, HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK)


def _mail_page(visit: Visit, letter: PostLetter, refusal: str = "") -> PageAnswer:
    held = (
        [mail for mail in held_mail(visit.record, letter.case_id) if mail.id == letter.line.id]
        if letter.case_id
        else []
    )
    evidence = sent_evidence(mail.message_id for mail in held)
    data = {
        "letter": letter,
        "held": why_held(held[0], evidence) if held else "",
        "may_decide_held": bool(held) and held[0].because not in BY_ITSELF,
        "is_called_back": bool(held) and held[0].because in OF_A_PERSON,
        "may_drop": letter.failed or letter.line.status == WAITING,
        "may_mend": letter.failed and letter.case_id is not None and letter.line.status != HELD,
        "reasons": DROP_REASONS.items(),
        "form_id": new_form_id(),
        "today": visit.on.isoformat(),
        "new_address": visit.text("nieuw_adres"),
        "refusal": refusal,
        "told": SAID.get(visit.query.get("gedaan", ""), ""),
    }
    return ShownPage("werkplek/mail.html", data, HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK)


POST_PAGES = (
    DeskPage(POST_PATH, "Post", Permission.MEND_MAIL, show_post, take_post, in_menu=True),
    DeskPage(f"{POST_PATH}/{{nummer}}", "Mail", Permission.MEND_MAIL, show_mail, take_mail),
)
