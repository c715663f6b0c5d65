"""Every command, its line of help, and the Typer app that defines it.

The help pages of the groups and the check of a typed name need this table alone, so that a module with commands and
all it imports is loaded only when one of its commands runs.
"""

from collections.abc import Mapping

from spoorboek.cli.table.command_entry import CommandEntry, GroupEntry, entries
from spoorboek.cli.table.referral_command_table import BUREAU, REFERRAL
from spoorboek.cli.table.serve_command_table import SERVE

_CASE = entries(
    "case_commands:case_app",
    {
        "list": "Toon de lopende zaken, de volgende stap van elk, wie aan zet is, en wat te laat is.",
        "show": "Toon een zaak: haar stappen, wat is vastgelegd en wat is uitgevoerd.",
        "explain": "Leg uit waar de datums van een stap vandaan komen: regel, artikel en de som in dagen.",
        "ical": "Schrijf de open en komende stappen als agenda (iCalendar): zaaknummer en stap, meer niet.",
        "report": "Leg een feit van een zaak vast, zoals een loonsanctie, verlof of het antwoord van een bureau.",
        "withdraw": "Trek een melding in die niet klopt; zij telt dan alsof zij nooit gedaan is.",
        "merge": "Voeg twee dossiers samen die per ongeluk voor één persoon lopen; het latere eindigt als dubbel.",
    },
)
_CASE["export-person"] = CommandEntry(
    "Schrijf wat over de werknemer van een zaak wordt bewaard, voor die werknemer zelf (AVG artikel 15 en 20).",
    "person_command:person_app",
)
_STEP = entries(
    "step_commands:step_app",
    {
        "done": "Leg vast dat een stap gedaan is.",
        "answer": "Beantwoord of een stap al gedaan was toen de zaak werd overgenomen.",
        "withdraw": "Trek in dat een stap gedaan is; de stap staat weer open.",
        "retrigger": "Voer een stap opnieuw uit.",
        "postpone": "Stel de streefdatum van een stap uit; nooit voorbij de uiterste datum.",
        "deviate": "Leg een gemotiveerde afwijking vast die werkgever en werknemer samen afspraken.",
    },
)
_DOCUMENT = entries(
    "papers.paper_commands:paper_app",
    {
        "receive": "Registreer een stuk dat binnenkwam bij een zaak en een stap; het wordt versleuteld bewaard.",
        "list": "Toon welke stukken van een zaak binnenkwamen, van wie, en welke niet zijn aangenomen.",
        "show": "Toon wat er op een stuk is ingevuld, naast wat vastligt, en wie er tekende.",
        "confirm": "Bevestig wat er op een stuk staat en wie tekende of weigerde; de stap is dan gedaan.",
        "release": "Laat een stuk dat apart staat toe: het wordt opnieuw bekeken en gescand, en komt als volgend stuk "
        "binnen.",
        "reject": "Doe de inhoud weg van een stuk dat apart staat; dat het kwam, blijft bekend.",
        "copy": "Leg vast dat iemand het afschrift van een stuk kreeg: persoonlijk, per post of beveiligd.",
        "save": "Schrijf een stuk dat binnenkwam als bestand in een map.",
        "password": "Toon het wachtwoord waarmee iemand een stuk (PDF) voor deze zaak vergrendelt.",
    },
)
_REPORT = entries(
    "papers.bundle_commands:bundle_app",
    {
        "bundle": "Bundel het re-integratieverslag: één PDF met voorblad, en één ZIP voor het portaal van UWV.",
        "copy": "Leg vast dat de werknemer het afschrift van het re-integratieverslag kreeg.",
    },
)
_RIV = entries(
    "riv.riv_commands:riv_app",
    {
        "check": "Controleer het dossier van een zaak zoals UWV het leest; eindigt met 1 als er iets te vragen is.",
        "portfolio": "Controleer de dossiers van alle lopende zaken; de slechtste eerst, met wat elk aan loon kan "
        "kosten.",
    },
)
_PLAN = entries(
    "papers.plan_commands:plan_app",
    {
        "show": "Toon wat werkgever en werknemer afspraken: doel, activiteiten, en wat te laat is.",
        "record": "Leg afspraken vast uit een bestand: voor een plan op papier, en voor wat daarna veranderde.",
    },
)
_TEMPLATES = entries(
    "papers.template_commands:templates_app",
    {
        "list": "Toon per document welk sjabloon geldt, waar het vandaan komt en van welke versie het is.",
        "check": "Zie na of eigen sjablonen in orde zijn; eindigt met 1 als er iets niet klopt.",
        "show": "Schrijf het meegeleverde sjabloon van een document, om een eigen sjabloon mee te beginnen.",
    },
)
_MAIL = {
    **entries(
        "mail_commands:mail_app",
        {
            "list": "Toon de berichten die niet bezorgd zijn, en waarom.",
            "again": "Verstuur een bericht dat niet aankwam nog eens, naar het adres zoals het nu is.",
            "delivered": "Leg vast dat een bericht toch is aangekomen.",
            "elsewhere": "Leg vast dat de ontvanger een bericht op een andere manier kreeg, en op welke dag.",
            "drop": "Laat een bericht dat wacht of niet aankwam vervallen, en zeg waarom.",
        },
    ),
    **entries(
        "held_mail_commands:held_app",
        {
            "held": "Toon de post die na het terugzetten van een reservekopie op een besluit wacht.",
            "release": "Geef aangehouden post vrij: die wordt alsnog verstuurd.",
            "sent": "Merk aangehouden post aan als al verstuurd: die gaat niet nog eens.",
        },
    ),
}
_PERSON = entries(
    "people.doubles_commands:doubles_app",
    {
        "doubles": "Toon welke werknemers, werkgevers en bureaus hier misschien dubbel staan; wijzigt niets.",
        "renumber": "Leg vast dat een werknemer een ander personeelsnummer kreeg.",
        "clear": "Maak een BSN of geboortedatum leeg die hier niet klopt; het volgende bestand vult de juiste in.",
    },
) | entries(
    "people.employment_commands:employment_app",
    {
        "transfer": "Leg een overgang van onderneming vast: de werknemer gaat met lopende dossiers naar een andere "
        "werkgever.",
        "beside": "Leg vast dat twee personeelsnummers twee dienstverbanden van één persoon zijn, elk met een eigen "
        "dossier.",
    },
)
_PERSON["set"] = CommandEntry(
    "Leg een gegeven van een werknemer vast, zoals de telefoon; een bestand draait het niet terug.",
    "people.party_commands:person_set_app",
)
_CONTACT = entries(
    "people.party_commands:contact_app",
    {
        "set": "Leg e-mail, telefoon, organisatie of aanhef vast van wie een rol heeft; geldt in al diens zaken.",
    },
)
_EMPLOYER = entries(
    "people.party_commands:employer_set_app",
    {"set": "Leg adres, postcode, plaats of telefoon van een werkgever vast; een bestand draait het niet terug."},
) | entries(
    "people.employer_commands:employer_agreement_app",
    {
        "agreement": "Leg vast wat een cao of de werkgever langer geeft dan de wet, voor alle dossiers van deze "
        "werkgever.",
        "agreements": "Toon wat een cao of de werkgever langer geeft dan de wet.",
    },
)
_EMPLOYER |= entries(
    "people.letterhead_commands:letterhead_app",
    {
        "letterhead": "Leg het briefhoofd van een werkgever vast: logo, kleur en retouradres; wat u niet noemt, blijft "
        "zoals het was.",
        "letterhead-sample": "Zeg hoe het briefhoofd van een werkgever is, en schrijf een voorbeeldbrief aan een "
        "verzonnen werknemer.",
    },
)
_DIFFERENCE = entries(
    "people.difference_commands:difference_app",
    {
        "list": "Toon wat een bestand anders zegt dan iemand hier vastlegde, en waarover nog niemand besloot.",
        "keep": "Houd wat hier staat; het bestand vraagt er niet meer naar zolang het hetzelfde zegt.",
        "take": "Neem over wat het bestand zegt; het wordt vastgelegd als een melding van wie dit besluit.",
    },
)
_KEYS = entries(
    "keys_commands:keys_app",
    {
        "begin": "Maak de geheimen van een installatie van meer processen, elk in een bestand van een nieuwe map.",
        "add": "Zet een nieuwe sleutel vooraan; de oude blijven lezen wat zij versleutelden.",
        "rotate": "Versleutel alles wat nog onder een oude sleutel staat met de nieuwste.",
    },
) | entries(
    "bureaus.key_command:key_app",
    {
        "bureau": "Maak een sleutel waarmee een bureau berichten tekent en wij die aan het bureau; de vorige geldt nog "
        "even.",
    },
)
_OPERATOR = entries(
    "operator_commands:operator_app",
    {
        "list": "Toon wie iets mag vastleggen.",
        "add": "Laat iemand vanaf nu iets vastleggen. Een code, geen naam.",
        "remove": "Laat iemand niets meer vastleggen; wat is vastgelegd, blijft staan.",
    },
)
_DESK = entries(
    "desk_commands:desk_app",
    {
        "begin": "Maak de link waarmee de eerste beheerder begint; daarna nodigt die anderen uit.",
        "list": "Toon wie een account heeft: code, rollen, en of iemand zich kan aanmelden. Geen namen.",
        "invite": "Nodig iemand uit: een mail met een link om een wachtwoord te kiezen en een telefoon te koppelen.",
        "again": "Stuur iemand een nieuwe uitnodiging: voor wie telefoon en herstelcodes kwijt is, of de link liet "
        "verlopen.",
        "roles": "Geef een account andere rollen of een ander bereik; wie is aangemeld, meldt zich opnieuw aan.",
        "close": "Sluit een account: wie is aangemeld, is dat niet meer. Wat ermee is vastgelegd, blijft staan.",
    },
)
_RETENTION = entries(
    "retention_commands:retention_app",
    {
        "list": "Toon wat zijn bewaartermijn heeft gehad, en wat iemand daarvoor eerst moet vastleggen.",
        "dispute": "Leg vast dat een dossier bewaard blijft om een lopend geschil, of dat het geschil voorbij is.",
        "left": "Leg vast wanneer het dienstverband eindigde van de werknemer van een gesloten zaak.",
        "destroy": "Vernietig wat zijn bewaartermijn heeft gehad. Dit kan niet worden teruggedraaid.",
        "own-risk": "Leg vast of een werkgever eigenrisicodrager is.",
    },
)
_RULES = {
    **entries(
        "rules_commands:rules_app",
        {
            "diff": "Toon wat andere regels voor elke open zaak veranderen; schrijft niets.",
            "apply": "Pas andere regels toe op alle open zaken: wat gedaan is blijft, wat niet meer klopt wordt "
            "ingetrokken.",
            "list": "Toon welke regels en welk huisbeleid sinds wanneer gelden, en wie dat vastlegde.",
            "show": "Toon een versie zoals die is geschreven, om te bewaren of te wijzigen.",
        },
    ),
    "page": CommandEntry(
        "Maak van regels een pagina voor juristen en auditors: elke termijn met artikel, citaat en telling.",
        "rules_page_command:rules_page_app",
    ),
    **entries(
        "rules_commands:rules_app",
        {
            "leads": "Toon hoe lang bedrijfsarts, arbeidsdeskundige en bureau erover doen, en wat in een zaak is "
            "aan te vragen.",
        },
    ),
}

COMMANDS: Mapping[str, CommandEntry | GroupEntry] = {
    "whatif": CommandEntry(
        "Toon wat er aan het plan verandert als iets anders was of wordt; legt niets vast.",
        "what_if_command:what_if_app",
    ),
    **entries(
        "platform_commands:platform_app",
        {
            "up": "Start het platform: database, Prefect-server met UI, worker. Stopt bij Ctrl-C.",
            "demo": "Beleef 104 weken van een handvol zaken in minuten, door de echte server en worker.",
        },
    ),
    "serve": SERVE,
    "watch": CommandEntry(
        "Zie na of er iets stilstaat, zonder iets te starten of te herstellen: voor cron of een bewaking.",
        "watch_command:watch_app",
    ),
    "access": CommandEntry("Toon het toegangswoord waarmee u in de Prefect-UI inlogt.", "access_command:access_app"),
    "timeline": CommandEntry("Toon het plan bij gegeven feiten.", "timeline_command:timeline_app"),
    "simulate": CommandEntry(
        "Toon de gedateerde acties van een verhaal, of wat een portefeuille per week vraagt; zonder platform.",
        "simulate_command:simulate_app",
    ),
    "import": CommandEntry(
        "Neem een bestand met zaken of bureaus over: als geheel of helemaal niet.", "import_command:import_app"
    ),
    **entries(
        "record_commands:record_app",
        {
            "reconcile": "Zie na of elk open dossier op tijd wakker wordt, en herstel wat niet klopt.",
            "verify": "Reken na of er niets in de dossiers is gewijzigd of verdwenen.",
        },
    ),
    **entries(
        "backup_commands:backup_app",
        {
            "backup": "Maak een versleutelde reservekopie van alle dossiers, terwijl alles doorloopt, en ga na of zij "
            "klopt.",
            "restore": "Zet een reservekopie terug; wat er nu staat, blijft bewaard. Eerst `spoorboek up` stoppen.",
        },
    ),
    "documents": CommandEntry(
        "Schrijf de documenten van een zaak als bestanden in een map.", "documents_command:documents_app"
    ),
    "case": GroupEntry("Zaken bekijken, en feiten ervan vastleggen.", _CASE),
    "step": GroupEntry("Iets over een stap vastleggen.", _STEP),
    "referral": GroupEntry(
        "Verwijzingen naar een bureau: voorbereiden, goedkeuren, bijwerken, wat het bureau meldt, en wat het kost.",
        REFERRAL,
    ),
    "bureau": GroupEntry("Het register van bureaus, en wat een bureau van zijn afspraken maakte.", BUREAU),
    "document": GroupEntry("Stukken die binnenkomen: aannemen, bekijken en bewaren.", _DOCUMENT),
    "riv": GroupEntry(
        "Het re-integratieverslag: of een dossier in orde is, wat het anders kost, en de bundel.", {**_RIV, **_REPORT}
    ),
    "plan": GroupEntry("Wat werkgever en werknemer afspraken: bekijken en vastleggen.", _PLAN),
    "templates": GroupEntry("Sjablonen van brieven en formulieren: de meegeleverde, en eigen.", _TEMPLATES),
    "mail": GroupEntry("Berichten die niet bezorgd zijn of op een besluit wachten, en wat ermee gebeurt.", _MAIL),
    "operator": GroupEntry("Wie iets mag vastleggen: codes van mensen, meteen van kracht.", _OPERATOR),
    "desk": GroupEntry("De werkplek: wie zich daar kan aanmelden, en wie wat ziet.", _DESK),
    "person": GroupEntry("Wie wie is: wat dubbel kan staan, een ander personeelsnummer, een fout gegeven.", _PERSON),
    "employer": GroupEntry("Werkgevers: adres en telefoon, en wat voor al hun dossiers geldt.", _EMPLOYER),
    "contact": GroupEntry("Contactpersonen: telefoon, organisatie en aanhef.", _CONTACT),
    "difference": GroupEntry("Waar een bestand afwijkt van wat iemand hier vastlegde, en het besluit.", _DIFFERENCE),
    "keys": GroupEntry("De sleutels waarmee gegevens zijn versleuteld, en waarmee bureaus tekenen.", _KEYS),
    "retention": GroupEntry("Bewaartermijnen: wat weg mag, wat bewaard blijft, en het vernietigen.", _RETENTION),
    "rules": GroupEntry("Regels en huisbeleid: wat geldt, en wat een wijziging doet.", _RULES),
}
