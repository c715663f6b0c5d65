"""A second track lived at the desk, from what is missing to the end report, by the people who do it in turn."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import httpx
import pytest
from sqlmodel import Session, col, select
from support.bureaus.referred_cases import as_bytes, bureau_message
from support.desk.desk_cases import wake_by_hand
from support.desk.referral_cases import TELLS_WHO, bureau_client, second_track_case
from support.desk.referral_forms import answer, day, fields_of_example, fill_in, hidden_of
from support.desk_site import DeskClient, DeskSite, text_of

from models.case_lookup import find_case
from models.tables import Bureau, Case, CaseEvent, CaseReading, Employee, Message
from models.verification import verify_record
from spoorboek import clock
from tasks.case_state import read_case_state
from tasks.channels.content import Address
from tasks.channels.receiving import Delivery, receive
from tasks.views.desk.bureau_referrals import bureau_rows
from templates.bureau_messages import message_schema

pytestmark = pytest.mark.usefixtures("working_day")

MakeCase = Callable[..., Case]
PROFILE = {
    "bron": "izp",
    "uren_per_week": "20",
    "mogelijkheden": "Zittend werk met afwisseling",
    "beperkingen": "Tillen tot 5 kilo",
    "rubrieken": ["werktijden"],
}
SEARCH = {"regio": "10", "uren_per_week": "20", "niveau": "mbo_4", "telefoon": "06 12345678", "vervoer": ["fiets"]}


def accepted(sent: httpx.Response) -> None:
    """Require that a form was recorded."""
    assert sent.status_code == 303, text_of(sent)[:600]


def refused(sent: httpx.Response, why: str) -> None:
    """Require that a form was refused, in words."""
    assert (sent.status_code, "Niet vastgelegd." in text_of(sent)) == (422, True), text_of(sent)[:300]
    assert why in unescape(text_of(sent)), text_of(sent)[:900]


def state_of(number: str, referral: int) -> str:
    """Return where a referral stands."""
    return next(each.state for each in read_case_state(number).plan.facts.referrals if each.number == referral)


def kinds(session: Session, number: str) -> list[tuple[str, str]]:
    """List the kinds of what was recorded of a case, and by whom."""
    session.expire_all()
    query = select(CaseEvent.kind, CaseEvent.actor).where(CaseEvent.case_id == find_case(session, number).id)
    return list(session.exec(query.order_by(col(CaseEvent.seq))))


def ask_bureaus(number: str, manager: DeskClient, desk: DeskSite) -> dict[str, DeskClient]:
    """Ask the first bureaus of the shortlist; return somebody of each of five bureaus."""
    accepted(sent := fill_in(manager, number, "vraag"))
    said = text_of(manager.get(sent.headers["location"]))
    assert "aan Bureau eerste (re-integratiebureau)" in said
    assert ("aan het volgende bureau van de shortlist" in said, "geen adres" in said) == (True, False)
    wake_by_hand(number)
    return {code: bureau_client(desk, code) for code in ("eerste", "tweede", "derde", "vierde")}


def offer(client: DeskClient, number: str, referral: int, price: str = "2.900,00") -> None:
    """Let a bureau make an offer at the desk."""
    days = {"intake_mogelijk_op": day(3), "start_op": day(5)}
    accepted(answer(client, f"/verwijzingen/{number}-{referral}/aanbod", **days, prijs_in_centen=price))


def test_what_is_missing_is_given_on_the_page(desk: DeskSite, session: Session, make_case: MakeCase) -> None:
    """Each of five missing things has its form; a refusal keeps what was typed; nothing goes before all is there."""
    number = second_track_case(session, make_case, prepared=False)
    manager, auditor = (desk.log_in(role, everyone=True) for role in ("casemanager", "auditor"))
    page = text_of(manager.get(f"/zaak/{number}/verwijzing"))
    assert "Er ontbreken nog 5 van de 5 gegevens." in page
    assert "Ja, stel de vraag" not in page
    seen = auditor.get(f"/zaak/{number}/verwijzing").text
    assert ('name="formulier"' in seen, "Voorbereiding" in seen) == (False, True)
    typed = {**SEARCH, "regio": "1", "wensen": "Niet verder dan <Amstelveen>"}
    wrong = fill_in(manager, number, "zoekgegevens", **typed)
    refused(wrong, "‘Postcode, eerste twee cijfers’ is geen goede waarde")
    assert "Niet verder dan &lt;Amstelveen&gt;" in wrong.text
    assert '<option value="mbo_4" selected>' in wrong.text
    accepted(fill_in(manager, number, "onderzoek", wat="onderzoek_beide", datum=day(-1)))
    study = {"wat": "haalbaarheid_werkgever", "datum": day(-1)}
    refused(fill_in(manager, number, "haalbaarheid", **study), "ontbreekt een reden")
    study["uitkomst"] = "haalbaar"
    accepted(fill_in(manager, number, "haalbaarheid", **study))
    accepted(fill_in(manager, number, "ingelicht", datum=day(-1)))
    accepted(fill_in(manager, number, "profiel", **PROFILE, bron_datum=day(-1)))
    accepted(fill_in(manager, number, "zoekgegevens", **SEARCH))
    wake_by_hand(number)
    page = text_of(manager.get(f"/zaak/{number}/verwijzing"))
    assert "Ja, stel de vraag" in page
    assert "De vraag gaat naar Bureau eerste, Bureau tweede en Bureau derde." in page
    given = [kind for kind, _ in kinds(session, number)]
    told = ["assessment_recorded", "feasibility_recorded", "employee_informed", "profile_recorded"]
    assert [kind for kind in given if kind in (*told, "search_data_recorded")] == [*told, "search_data_recorded"]


def test_both_messages_are_shown_as_they_leave(desk: DeskSite, session: Session, make_case: MakeCase) -> None:
    """The question names nobody, the registration does; who only reads referrals is shown neither."""
    number = second_track_case(session, make_case)
    manager, reader = (desk.log_in(role, everyone=True) for role in ("casemanager", "hr"))
    page = manager.get(f"/zaak/{number}/verwijzing").text
    question, registration = page.split('<details class="voorbeeld">')[1:3]
    assert "Vraag aan bureaus, zonder naam" in question
    assert "Zwaluwstaart" not in question
    assert "Aanmelding, met naam" in registration
    assert "Zwaluwstaart" in registration
    assert "Tillen" in registration or "tillen" in registration
    assert "Aanmelding, met naam" not in reader.get(f"/zaak/{number}/verwijzing").text
    for piece, status in (("vraag", 200), ("aanmelding", 200)):
        file = manager.get(f"/zaak/{number}/verwijzing/voorbeeld/{piece}")
        assert (file.status_code, file.content[:5]) == (status, b"%PDF-")
    assert reader.get(f"/zaak/{number}/verwijzing/voorbeeld/aanmelding").status_code == 403


def test_a_referral_needs_the_yes_of_a_second_person(desk: DeskSite, session: Session, make_case: MakeCase) -> None:
    """Who prepared does not approve; who lacks the permission cannot; who may, refuses with a reason or says yes."""
    number = second_track_case(session, make_case)
    manager, leader, other = (desk.log_in(role, everyone=True) for role in ("casemanager", "teamleider", "teamleider"))
    path = f"/zaak/{number}/verwijzing"
    bureaus = ask_bureaus(number, manager, desk)
    for place, code in enumerate(("eerste", "tweede"), 1):
        offer(bureaus[code], number, place)
    refused(fill_in(leader, number, "kiezen", 2, reden="zomaar"), "onbekende reden")
    accepted(fill_in(leader, number, "kiezen", 2, reden="prijs"))
    refused(fill_in(leader, number, "offerte", 2, rol="casemanager"), "Een ander moet")
    accepted(fill_in(other, number, "offerte", 2, rol="casemanager"))
    wake_by_hand(number)
    _, sent = hidden_of(leader.get(path).text, actie="bevestigen")
    accepted(leader.send_form(path, **sent))
    assert "Bevestigd door u op" in text_of(leader.get(path))
    assert 'value="goedkeuren"' not in leader.get(path).text
    _, yes = hidden_of(other.get(path).text, actie="goedkeuren")
    refused(leader.send_form(f"{path}/akkoord", **yes), "Een ander moet haar goedkeuren.")
    assert manager.send_form(f"{path}/akkoord", csrf=manager.csrf).status_code == 403
    assert "aangemeld" not in state_of(number, 2)
    refused(fill_in(other, number, "weigeren", 2, reden=""), "een reden ontbreekt")
    accepted(other.send_form(f"{path}/akkoord", **yes))
    wake_by_hand(number)
    assert (state_of(number, 2), state_of(number, 1)) == ("aangemeld", "ingetrokken")
    assert verify_record(session) == []


def test_what_got_its_yes_is_not_asked_again(desk: DeskSite, session: Session, make_case: MakeCase) -> None:
    """Before the case wakes, the page says what leaves: a question alone, or the registration without a question."""
    asked, registered = (second_track_case(session, make_case) for _ in range(2))
    manager, leader = (desk.log_in(role, everyone=True) for role in ("casemanager", "teamleider"))
    accepted(fill_in(manager, asked, "vraag"))
    page = manager.get(f"/zaak/{asked}/verwijzing").text
    assert ("Er is ja gezegd." in page, 'value="vraag"' in page, 'value="bevestigen"' in page) == (True, False, False)
    path = f"/zaak/{registered}/verwijzing"
    _, sent = hidden_of(manager.get(path).text, actie="bevestigen")
    accepted(manager.send_form(path, **sent))
    _, yes = hidden_of(leader.get(path).text, actie="goedkeuren")
    accepted(leader.send_form(f"{path}/akkoord", **yes))
    page = leader.get(path).text
    assert ("Een ander keurde haar goed." in page, 'value="vraag"' in page) == (True, False)


def test_nobody_says_yes_to_what_was_not_shown(desk: DeskSite, session: Session, make_case: MakeCase) -> None:
    """What goes changed since the page was made: the confirmation is refused, and says so."""
    number = second_track_case(session, make_case)
    manager, path = desk.log_in("casemanager", everyone=True), f"/zaak/{number}/verwijzing"
    _, shown = hidden_of(manager.get(path).text, actie="bevestigen")
    session.get_one(Employee, find_case(session, number).employee_id).function = "Kok"
    session.commit()
    refused(manager.send_form(path, **shown), "veranderde sinds u deze pagina opende")
    assert ("referral_confirmed", "operator-1") not in kinds(session, number)


def test_the_second_of_two_people_is_told_what_the_first_did(
    desk: DeskSite, session: Session, make_case: MakeCase
) -> None:
    """Two people have the same page; the first chooses, the second is told who did what, and nothing is recorded."""
    number = second_track_case(session, make_case)
    first, second = (desk.log_in("casemanager", everyone=True) for _ in range(2))
    path = f"/zaak/{number}/verwijzing"
    bureaus = ask_bureaus(number, first, desk)
    for place, code in enumerate(("eerste", "tweede"), 1):
        offer(bureaus[code], number, place)
    page = second.get(path).text
    _, mine = hidden_of(page, actie="kiezen", verwijzing="1")
    accepted(fill_in(first, number, "kiezen", 2, reden="sneller"))
    before = kinds(session, number)
    said = second.send_form(path, **mine)
    refused(said, "Intussen legde een ander iets vast:")
    assert before[-1][1].replace("mens-", "Mens ") in text_of(said)
    assert kinds(session, number) == before
    _, twice = hidden_of(first.get(path).text, actie="stand", stand="aangeboden")
    twice = {**twice, "datum": day()}
    accepted(first.send_form(path, **twice))
    again = first.send_form(path, **twice)
    assert "Dit was al vastgelegd" in text_of(first.get(again.headers["location"]))


HOSTILE = (
    {"actie": "goedkeuren"},
    {"actie": "verwijderen"},
    {"actie": ""},
    {"versie": ""},
    {"versie": "٣"},
    {"versie": "-1"},
    {"formulier": "geen-uuid"},
    {"actie": "stand", "stand": "aangemeld", "datum": day()},
    {"actie": "stand", "stand": "'; drop table", "datum": day()},
    {"actie": "stand", "stand": "ingetrokken", "datum": "2999-01-01", "reden": "herstel"},
    {"actie": "bureau", "bureau": "onbekend"},
    {"actie": "bureau", "bureau": ""},
    {"actie": "kiezen", "verwijzing": "77"},
    {"actie": "kiezen", "verwijzing": "1e9"},
    {"actie": "factuur", "verwijzing": "1", "besluit": "betaald"},
    {"actie": "factuur", "verwijzing": "1", "besluit": "goedgekeurd"},
    {"actie": "doorgeven", "verwijzing": "1"},
    {"actie": "onderzoek", "wat": "hersteld", "datum": day()},
    {"actie": "bevestigen", "inhoud": "0" * 64},
)


def test_hostile_forms_record_nothing(desk: DeskSite, session: Session, make_case: MakeCase) -> None:
    """Each is refused in words; a case outside the reach answers as one that does not exist."""
    number = second_track_case(session, make_case)
    manager, stranger = desk.log_in("casemanager", everyone=True), desk.log_in("casemanager")
    path = f"/zaak/{number}/verwijzing"
    _, right = hidden_of(manager.get(path).text, actie="vraag")
    before = kinds(session, number)
    for fields in HOSTILE:
        sent = manager.send_form(path, **{**right, **fields})
        assert (sent.status_code, "Niet vastgelegd." in text_of(sent)) == (422, True), fields
    for piece in ("", "/akkoord", "/voorbeeld/vraag", "/1/bericht/aanbod"):
        assert stranger.get(f"{path}{piece}").status_code == 404
    for piece in ("0/bericht/aanbod", "٣/bericht/aanbod", "99/bericht/aanbod", "1/bericht/eindrapport", "1/bericht/x"):
        assert manager.get(f"{path}/{piece}").status_code in (404, 409, 422), piece
    assert stranger.send_form(path, **right).status_code == 404
    assert kinds(session, number) == before


def registered(desk: DeskSite, session: Session, make_case: MakeCase) -> tuple[str, DeskClient, dict[str, DeskClient]]:
    """Return a case that is registered with the first bureau, its manager, and people of the bureaus."""
    number = second_track_case(session, make_case)
    manager, leader = (desk.log_in(role, everyone=True) for role in ("casemanager", "teamleider"))
    bureaus = ask_bureaus(number, manager, desk)
    offer(bureaus["eerste"], number, 1)
    offer(bureaus["tweede"], number, 2)
    accepted(fill_in(manager, number, "kiezen", 1))
    accepted(fill_in(leader, number, "offerte", 1, rol="casemanager"))
    wake_by_hand(number)
    accepted(fill_in(manager, number, "bevestigen", 1))
    accepted(fill_in(leader, number, "goedkeuren", 1))
    wake_by_hand(number)
    return number, manager, bureaus


def let_wait_pass(session: Session) -> None:
    """Let the minutes pass in which mail can be called back."""
    for mail in session.exec(select(Message).where(col(Message.recall_until).is_not(None))).all():
        mail.recall_until = clock.now() - timedelta(seconds=1)
        session.add(mail)
    session.commit()


def test_only_the_chosen_bureau_learns_who_it_is_about(desk: DeskSite, session: Session, make_case: MakeCase) -> None:
    """Asked, declined, silent or not chosen: no page or paper tells who; the chosen one is told by the registration."""
    number, manager, bureaus = registered(desk, session, make_case)
    own = f"/verwijzingen/{number}-1"
    waiting = " ".join(bureaus["eerste"].get(path).text for path in ("/verwijzingen", own))
    assert [word for word in TELLS_WHO if word in waiting] == []  # it can still be called back
    assert "Aanmelding tweede spoor" not in waiting
    assert "angemeld" not in waiting
    assert _kinds(bureaus["eerste"], own) == []
    assert bureaus["eerste"].get(f"{own}/bevestiging").status_code == 409
    let_wait_pass(session)
    told: dict[str, list[str]] = {}
    for place, (code, client) in enumerate(bureaus.items(), 1):
        own = f"/verwijzingen/{number}-{place}"
        answers = [client.get(path) for path in ("/", "/verwijzingen", own)]
        papers = [client.get(link) for link in _links(answers[-1].text, own)]
        seen = " ".join(each.text for each in (*answers, *papers))
        told[code] = [word for word in TELLS_WHO if word in seen]
        others = [n for n in range(1, 5) if n != place]
        for other in others:
            for piece in ("", "/weigering", "/stuk/1"):
                assert client.get(f"/verwijzingen/{number}-{other}{piece}").status_code == 404
        for path in (f"/zaak/{number}", f"/zaak/{number}/verwijzing", f"/zaak/{number}/profiel", "/vandaag", "/zaken"):
            assert client.get(path).status_code in (403, 404), path
    assert told["eerste"][:2] == ["Zwaan", "Zwaluwstaart"]
    assert [told[code] for code in ("tweede", "derde", "vierde")] == [[], [], []]
    assert bureaus["vierde"].get(f"/verwijzingen/{number}-4").status_code == 404
    read = session.exec(select(CaseReading.actor).where(CaseReading.page == "Verwijzing van het bureau")).all()
    assert len(set(read)) == 3
    accepted(fill_in(manager, number, "stand", 1, stand="vervangen", datum=day(), reden="geen_woord"))
    over = text_of(bureaus["eerste"].get(f"/verwijzingen/{number}-1"))
    assert not [word for word in TELLS_WHO if word in over]


def _links(page: str, own: str) -> list[str]:
    return [part.partition('"')[0] for part in page.split('href="') if part.startswith(f"{own}/stuk/")]


def _kinds(client: DeskClient, own: str) -> list[str]:
    """List the kinds of messages that a bureau is offered, in their order on its page."""
    return [link.rpartition("/")[2] for link in re.findall(rf'href="({own}/\w+)"', client.get(own).text)]


def test_a_bureau_reports_the_whole_trajectory(desk: DeskSite, session: Session, make_case: MakeCase) -> None:
    """Confirmed, intake, plan, progress, invoice, end: by the bureau, seen by the manager; sent twice it acts once."""
    number, manager, bureaus = registered(desk, session, make_case)
    client, own = bureaus["eerste"], f"/verwijzingen/{number}-1"
    let_wait_pass(session)
    assert client.get(f"{own}/eindrapport").status_code == 409
    _, kept = hidden_of(client.get(f"{own}/ontvangstbevestiging").text)
    accepted(answer(client, f"{own}/ontvangstbevestiging", ontvangen_op=day()))
    late = client.send_form(f"{own}/ontvangstbevestiging", **{**kept, "ontvangen_op": day()})
    assert (late.status_code, "Dat kan nu niet" in text_of(late)) == (409, True)
    accepted(answer(client, f"{own}/intake", stand="gepland", intake_op=day(2), tijd="10:30"))
    accepted(answer(manager, f"/zaak/{number}/verwijzing/1/bericht/intake", stand="gehouden", intake_op=day()))
    assert state_of(number, 1) == "intake_gehouden"
    assert _kinds(client, own) == ["trajectplan", "voortgang", "weigering", "factuur"]
    plan = fields_of_example("trajectplan", van=day(), tot=day(200), ondertekend=[])
    wrong = answer(
        client, f"{own}/trajectplan", **{**plan, "modules.0.van": "2027-13-45", "omschrijving": "<b>plan</b>"}
    )
    refused(wrong, "Verbeter wat hieronder rood is.")
    assert "&lt;b&gt;plan&lt;/b&gt;" in wrong.text
    assert 'aria-describedby="modules.0.van-fout"' in wrong.text
    more = answer(client, f"{own}/trajectplan", **plan, meer="modules")
    assert (more.status_code, 'name="modules.6.van"' in more.text) == (200, True)
    accepted(answer(client, f"{own}/trajectplan", **plan))
    accepted(fill_in(manager, number, "stand", 1, stand="loopt", datum=day()))
    applied = [{**each, "op": day(-1)} for each in message_schema("voortgang")["examples"][0]["sollicitaties"]]
    accepted(
        answer(
            client, f"{own}/voortgang", **fields_of_example("voortgang", van=day(-40), tot=day(), sollicitaties=applied)
        )
    )
    for shown in (manager.get(f"/zaak/{number}/verwijzing"), client.get(own), client.get(f"{own}/trajectplan")):
        ids = re.findall(r' id="([^"]+)"', shown.text)
        assert len(ids) == len(set(ids)), "an id stands twice on a page"
        assert set(re.findall(r' for="([^"]+)"', shown.text)) <= set(ids), "a label of nothing"
    assert [row.reference for row in bureau_rows(session, _bureau_id(session, "eerste"), page=2)] == []
    bill = {"factuurregels.0.dienst": "spoor_2", "factuurregels.0.bedrag_in_centen": "3000", "totaal_in_centen": "3000"}
    accepted(answer(client, f"{own}/factuur", factuurnummer="2026/1", factuurdatum=day(), btw_in_centen="630", **bill))
    page = text_of(manager.get(f"/zaak/{number}/verwijzing"))
    assert "met deze factuur komt het totaal boven de offerte" in page
    refused(fill_in(manager, number, "factuur", 1, besluit="goedgekeurd"), "Noem een reden")
    accepted(fill_in(manager, number, "factuur", 1, besluit="afgewezen", reden="klopt_niet"))
    assert applied[0]["functie"] in page
    ended = {"resultaat": "baan", "geeindigd_op": day(), "bewijs": "contract", "geprobeerd": "van alles"}
    _, hidden = hidden_of(client.get(f"{own}/eindrapport").text)
    sent = {**hidden, **ended, "advies": "Bel na vier weken.", "werk_begint_op": day()}
    accepted(client.send_form(f"{own}/eindrapport", **sent))
    assert client.send_form(f"{own}/eindrapport", **sent).status_code == 303
    ends = [kind for kind, _ in kinds(session, number) if kind == "trajectory_ended"]
    assert (state_of(number, 1), ends) == ("eindrapport", ["trajectory_ended"])
    assert verify_record(session) == []


def _bureau_id(session: Session, code: str) -> int:
    return session.exec(select(Bureau.id).where(Bureau.code == code)).one()


def test_a_bureau_at_the_desk_says_what_its_message_says(desk: DeskSite, session: Session, make_case: MakeCase) -> None:
    """The same answer by form and by message leaves the same events, but for who brought it."""
    said = []
    for way in ("form", "message"):
        number = second_track_case(session, make_case)
        manager = desk.log_in("casemanager", everyone=True)
        bureaus = ask_bureaus(number, manager, desk)
        case = find_case(session, number)
        days = {"intake_mogelijk_op": day(3), "start_op": day(5)}
        if way == "form":
            offer(bureaus["eerste"], number, 1, "3250")
            accepted(answer(bureaus["tweede"], f"/verwijzingen/{number}-2/weigering", reden="te_laat"))
        else:
            offered = bureau_message(case, "aanbod", **days, prijs_in_centen=325000, bericht=f"B-{number}")
            declined = bureau_message(case, "weigering", aanmelding=2, reden="te_laat", bericht=f"C-{number}")
            for message, place in ((offered, 1), (declined, 2)):
                row = session.exec(select(Bureau).where(Bureau.code == ("eerste", "tweede")[place - 1])).one()
                address = Address(number, place)
                receive(Delivery("https", as_bytes(message), bureau=row.id, address=address))
        session.expire_all()
        query = select(CaseEvent.kind, CaseEvent.data).where(CaseEvent.case_id == case.id)
        said.append(list(session.exec(query.order_by(col(CaseEvent.seq))))[-2:])
    assert said[0] == said[1]
    assert [kind for kind, _ in said[0]] == ["referral_moved", "bureau_answered"]
