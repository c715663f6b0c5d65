"""The columns of an import file, with the Dutch headers HR systems use for them."""

import re
import unicodedata
from collections.abc import Mapping

from spoorboek.importing.reading.column import Column
from spoorboek.importing.reading.track_columns import TRACK_COLUMNS
from spoorboek.statute.policy.policy_reader import house_policy

OTHER_EMPLOYMENT = "Ander dienstverband"
SOMEBODY_ELSE = "nee"  # in that column: not who has the same name and birth date
OF_CONTACT = ("phone", "organisation", "salutation")  # what a file may say of somebody beside name and address
ROLES = ("leidinggevende", "casemanager", "hr", "directie", "bedrijfsarts")
ROLE_SYNONYMS = {
    "leidinggevende": ("manager", "teamleider", "naam leidinggevende", "direct leidinggevende"),
    "casemanager": ("naam casemanager", "verzuimcoördinator", "regisseur"),
    "hr": ("hr adviseur", "p&o", "personeelszaken", "hr naam", "naam hr"),
    "directie": ("directeur", "naam directie"),
    "bedrijfsarts": ("arbodienst", "naam bedrijfsarts", "arboarts"),
}


def _role_columns(role: str) -> tuple[Column, ...]:
    title = "HR" if role == "hr" else role.capitalize()
    return (
        Column(role, title, "text", ROLE_SYNONYMS[role]),
        Column(f"{role}_mail", f"{title} e-mail", "mail", (f"mail {role}",)),
        Column(f"{role}_phone", f"{title} telefoon", "phone", (f"telefoon {role}", f"telefoonnummer {role}")),
        Column(f"{role}_organisation", f"{title} organisatie", "text", (f"organisatie {role}", f"bedrijf {role}")),
        Column(f"{role}_salutation", f"{title} aanhef", "salutation", (f"aanhef {role}",)),
    )


CASE_COLUMNS = (
    Column(
        "employer_code", "Werkgever", "code",
        ("werkgevercode", "werkgever code", "code werkgever", "werkgevernummer", "klantcode", "klantnummer",
         "opdrachtgever"),
        required=True, filled=True,
    ),
    Column("employer_name", "Werkgever naam", "text", ("naam werkgever", "bedrijfsnaam", "bedrijf")),
    Column("tax_number", "Loonheffingennummer", "tax", ("loonheffingsnummer", "lh-nummer", "loonbelastingnummer")),
    Column("postcode", "Postcode werkgever", "postcode", ("postcode", "werkgever postcode", "postcode vestiging")),
    Column(
        "employer_street", "Werkgever adres", "lines",
        ("adres werkgever", "straat werkgever", "werkgever straat", "vestigingsadres", "bezoekadres"),
    ),
    Column("employer_place", "Werkgever plaats", "text", ("plaats werkgever", "vestigingsplaats")),
    Column("employer_phone", "Werkgever telefoon", "phone", ("telefoon werkgever", "telefoonnummer werkgever")),
    Column(
        "personnel_number", "Personeelsnummer", "personnel",
        ("personeelsnr", "pers.nr.", "medewerkernummer", "werknemernummer", "medewerkersnummer", "werknemersnummer",
         "medewerker nr", "registratienummer"),
        required=True, filled=True,
    ),
    Column(
        "name", "Naam", "text",
        ("naam werknemer", "werknemer", "medewerker", "naam medewerker", "volledige naam", "werknemer naam"),
        required=True, filled=True,
    ),
    Column("birth_date", "Geboortedatum", "date", ("geb.datum", "geboren op", "gebdatum", "datum geboorte")),
    Column("bsn", "BSN", "bsn", ("burgerservicenummer", "bsn nummer", "sofinummer", "bsn werknemer")),
    Column(
        "email", "E-mail", "mail", ("e-mail werknemer", "e-mail medewerker", "werknemer e-mail"),
    ),
    Column("function", "Functie", "text", ("functienaam", "beroep", "functieomschrijving")),
    Column(
        "hours_per_week", "Uren per week", "hours",
        ("contracturen", "uren", "arbeidsduur", "contracturen per week", "uren p/w", "aantal uren"),
    ),
    Column("address", "Adres", "lines", ("adres werknemer", "woonadres", "postadres")),
    Column(
        "home_postcode", "Postcode werknemer", "home_postcode",
        ("werknemer postcode", "woonpostcode", "postcode woonadres", "postcode medewerker"),
    ),
    Column("place", "Woonplaats", "text", ("plaats", "plaats werknemer", "woonplaats werknemer")),
    Column(
        "phone", "Telefoon", "phone",
        ("telefoonnummer", "telefoon werknemer", "telefoonnummer werknemer", "telefoon medewerker", "mobiel",
         "mobiel nummer", "telefoon prive"),
    ),
    Column(
        "education", "Opleiding", "text",
        ("opleidingen", "hoogste opleiding", "opleidingsniveau", "opleiding en diploma's", "diploma's"),
    ),
    Column("salutation", "Aanhef", "salutation", ("aanhef werknemer", "aanhef medewerker", "aanspreekvorm")),
    Column(
        "first_sick_day", "Eerste ziektedag", "date",
        ("eerste verzuimdag", "1e ziektedag", "1e verzuimdag", "eerste dag ziek", "datum eerste ziektedag", "ziek per",
         "ziek vanaf", "eerste dag arbeidsongeschiktheid", "datum eerste verzuimdag", "ingangsdatum verzuim"),
        required=True,
    ),
    Column("reported_on", "Gemeld op", "date", ("ziek gemeld op", "meldingsdatum", "datum ziekmelding")),
    Column(
        "recovered_from", "Hersteld per", "date",
        ("datum hersteld", "hersteldatum", "herstelddatum", "eerste hersteldag", "hersteld vanaf"),
    ),
    Column("leaves_on", "Uit dienst per", "date", ("uit dienst vanaf", "eerste dag uit dienst")),
    Column(
        "contract_ends_on", "Laatste dag dienstverband", "date",
        ("laatste contractdag", "contract tot en met", "einddatum contract", "einddatum dienstverband", "contract t/m"),
    ),
    Column("aow_on", "AOW-datum", "date", ("datum aow", "aow leeftijd op", "aow gerechtigd per", "aow per", "aow")),
    Column(
        "own_risk_from", "Eigenrisicodrager ZW vanaf", "date", ("eigenrisicodrager ziektewet vanaf", "erd zw vanaf")
    ),
    Column(
        "own_risk_until", "Eigenrisicodrager ZW t/m", "date", ("eigenrisicodrager ziektewet tot en met", "erd zw t/m")
    ),
    Column("agreement_from", "Naast de wet vanaf", "date", ("cao vanaf", "regeling naast de wet vanaf")),
    Column("agreement_until", "Naast de wet t/m", "date", ("naast de wet tot en met", "cao t/m", "cao tot en met")),
    Column("agreement_source", "Naast de wet bron", "code", ("bron naast de wet", "cao bron", "bron cao")),
    Column("wage_weeks", "Weken loon naast de wet", "weeks", ("cao weken loon", "extra weken loon")),
    Column("ban_weeks", "Weken opzegverbod naast de wet", "weeks", ("cao weken opzegverbod",)),
    Column("safety_net", "Vangnet", "net", ("vangnetregeling", "vangnetter", "vangnetmelding", "vangnet ja/nee")),
    Column(
        "assessment_on", "Arbeidsdeskundig onderzoek op", "date",
        ("datum arbeidsdeskundig onderzoek", "ado op", "datum ado"),
    ),
    Column(
        "assessment", "Uitkomst arbeidsdeskundig onderzoek", "outcome", ("uitkomst ado", "advies arbeidsdeskundige"),
    ),
    Column(
        "informed_on", "Ingelicht over tweede spoor op", "date",
        ("ingelicht spoor 2", "werknemer ingelicht op", "ingelicht over spoor 2 op"),
    ),
    *TRACK_COLUMNS,
    Column("week_42_report", "42e-weeksmelding", "yes_no", ("42e weeksmelding nodig", "melding 42 weken")),
    Column(
        "week_42_on", "42e-weeksmelding gedaan op", "date", ("42e weeksmelding gedaan op", "datum 42e weeksmelding"),
    ),
    Column(
        "week_42_receipt", "42e-weeksmelding ontvangstnummer", "receipt",
        ("ontvangstnummer 42e weeksmelding", "42e weeksmelding ontvangstnummer", "ontvangstnummer uwv"),
    ),
    *(column for role in ROLES for column in _role_columns(role)),
    Column(
        "other_employment", OTHER_EMPLOYMENT, "employment",
        ("tweede dienstverband", "andere dienstbetrekking", "ander personeelsnummer", "tweede personeelsnummer"),
    ),
)  # fmt: skip

Choices = Mapping[str, Mapping[str, str]]
CONTACT_ROLES: Mapping[str, str] = {
    "contactpersoon": "Contactpersoon",
    "contact_intake": "Contact intake",
    "contact_facturen": "Contact facturen",
}
CERTIFICATE, PRICE = "certificate_", "price_"  # of the keys of columns, before the code

_FIXED = (
    Column("code", "Bureau", "code", ("bureaucode", "code", "bureau code", "code bureau"), required=True, filled=True),
    Column("name", "Naam", "text", ("bureau naam", "naam bureau", "bureaunaam"), required=True, filled=True),
    Column("email", "E-mail", "mail", ("e-mail bureau",), required=True, filled=True),
    Column("regions", "Regio's", "regions", ("regio", "postcodegebieden", "werkgebied", "postcodes")),
    Column("services", "Diensten", "services", ("dienst", "dienstverlening", "aanbod")),
    Column("specialisms", "Specialismen", "services", ("specialisme", "specialisatie", "specialisaties")),
    Column("active", "Actief", "yes_no", ("in gebruik", "actief ja/nee")),
    Column("rank", "Volgorde", "rank", ("rang", "voorkeur", "rangorde")),
    Column("contract_from", "Contract vanaf", "date", ("contract van", "begindatum contract")),
    Column("contract_until", "Contract t/m", "date", ("contract tot en met", "einddatum contract")),
    Column("capacity", "Capaciteit", "count", ("aantal plaatsen", "plaatsen")),
    Column("waiting_days", "Wachttijd (dagen)", "count", ("wachttijd", "wachttijd in dagen")),
)
_PRICE_DAYS = (
    Column("prices_from", "Tarieven vanaf", "date", ("tarief vanaf", "prijzen vanaf")),
    Column("prices_until", "Tarieven t/m", "date", ("tarief t/m", "tarieven tot en met", "prijzen t/m")),
)


def bureau_columns(choices: Choices) -> tuple[Column, ...]:
    """Return the columns for the certificates and services of a house policy."""
    return (
        *_FIXED,
        *(column for role, title in CONTACT_ROLES.items() for column in _contact_columns(role, title)),
        *(_certificate_column(code, label) for code, label in choices["certificate"].items()),
        *_PRICE_DAYS,
        *(Column(f"{PRICE}{code}", f"Tarief {_inside(label)}", "euros") for code, label in choices["service"].items()),
    )


def _contact_columns(role: str, title: str) -> tuple[Column, ...]:
    return (
        Column(role, title, "text", (f"naam {title.lower()}",)),
        Column(f"{role}_mail", f"{title} e-mail", "mail", (f"mail {title.lower()}",)),
        Column(f"{role}_phone", f"{title} telefoon", "phone", (f"telefoon {title.lower()}",)),
    )


def _certificate_column(code: str, label: str) -> Column:
    return Column(f"{CERTIFICATE}{code}", f"{label} t/m", "date", (f"{label} geldig t/m", f"{label} geldig tot en met"))


def _inside(label: str) -> str:
    """Write a label as it stands inside a phrase: a capital only where it has more than one."""
    return label[0].lower() + label[1:] if label[1:2].islower() else label


BUREAU_COLUMNS = bureau_columns(house_policy().choices)
COLUMNS_BY_KIND: dict[str, tuple[Column, ...]] = {"zaken": CASE_COLUMNS, "bureaus": BUREAU_COLUMNS}


def normal_header(header: str) -> str:
    """Normalise a header: lower case, no accents, other characters as one space (`E-mailadres HR:` → `mail hr`)."""
    letters = unicodedata.normalize("NFKD", header.casefold())
    plain = "".join(char for char in letters if not unicodedata.combining(char)).replace("'", "").replace("’", "")
    words = re.sub(r"[^0-9a-z]+", " ", plain).strip()
    return re.sub(r"\b(?:e ?)?mail(?: ?adres)?\b", "mail", words)


def known_headers(columns: tuple[Column, ...]) -> dict[str, Column]:
    """Map every known header, normalised, to its column."""
    return {normal_header(header): column for column in columns for header in (column.title, *column.synonyms)}
