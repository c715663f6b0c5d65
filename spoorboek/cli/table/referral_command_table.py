"""The commands of a second track: referrals and bureaus, as in `command_table`."""

from spoorboek.cli.table.command_entry import CommandEntry, entries

REFERRAL = (
    entries(
        "referral_commands:referral_app",
        {
            "prepare": "Leg het functionele profiel of de zoekgegevens vast, met hun inhoud.",
            "preview": "Toon wat er naar het bureau gaat, woord voor woord, en wat nog ontbreekt.",
            "confirm": "Bevestig wat er in een voorbereide verwijzing staat.",
            "approve": "Keur een verwijzing goed die een ander bevestigde; zij gaat dan naar het bureau.",
            "move": "Leg vast hoe ver een verwijzing is, ook op het woord van het bureau.",
            "show": "Toon hoe ver de verwijzingen van een zaak zijn: wat er was, wat er nu moet, en wie aan zet is.",
        },
    )
    | entries(
        "second_track.question_commands:question_app",
        {
            "ask": "Toon de vraag zonder naam aan de eerste bureaus van de shortlist; met --yes gaat zij weg.",
            "choose": "Kies het aanbod van een bureau; een ander keurt de offerte daarna goed met approve-offer.",
            "pass-on": "Toon wat een bureau hoort over een gewijzigde belastbaarheid; met --yes gaat het weg.",
        },
    )
    | entries(
        "bureaus.message_commands:message_app",
        {
            "receive": "Lees een bericht van een bureau in dat op een andere manier kwam; het telt als elk ander "
            "bericht.",
            "messages": "Toon wat bureaus berichtten, langs welke weg, en wat ermee gebeurde.",
            "schema": "Toon het schema (JSON Schema 2020-12) van een berichtsoort, of van alle, elk met voorbeelden.",
        },
    )
    | entries(
        "second_track.track_commands:track_app",
        {
            "record": "Leg vast wat een bureau over een traject meldt: plan, voortgang, sollicitaties, einde of "
            "nazorg.",
            "verdict": "Beoordeel het tweede spoor: wat ontbreekt, sinds wanneer, en wie het nog kan herstellen.",
        },
    )
)
REFERRAL |= entries(
    "money.cost_commands:cost_app",
    {
        "offer": "Leg de offerte van een bureau vast; een volgende komt in de plaats van de vorige.",
        "approve-offer": "Keur de nieuwste offerte goed, tot het bedrag dat de rol volgens het huisbeleid mag.",
        "invoice": "Leg een factuur of creditnota vast, en zie of zij klopt met de offerte.",
        "settle-invoice": "Keur een factuur goed of wijs haar af; bij afwijzen, of als zij niet klopt, met een reden.",
        "costs": "Toon offertes, facturen en wat er van het budget is gebruikt: van één dossier, of opgeteld.",
    },
)
REFERRAL |= entries(
    "second_track.shortlist_commands:shortlist_app",
    {
        "shortlist": "Toon welke bureaus een zaak aankunnen: hun score per onderdeel, en wie afvalt en waarom.",
        "prefer": "Leg vast voor welk bureau de werknemer voorkeur heeft; dat telt zichtbaar mee.",
    },
)
REFERRAL["funnel"] = CommandEntry(
    "Toon hoe ver verwijzingen komen: van vraag tot werk of uitkering, en hoeveel dagen dat duurt; ook per bureau.",
    "second_track.funnel_command:funnel_app",
)
BUREAU = entries(
    "second_track.bureau_commands:bureau_app",
    {
        "list": "Toon alle bureaus: codes, voorwaarden en wat zij van hun afspraken maakten.",
        "show": "Toon een bureau: contactpersonen, diensten, certificaten, tarieven, afspraken en wijzigingen.",
        "set": "Wijzig gegevens van een bureau; wie, wanneer en wat blijft bewaard.",
    },
)
