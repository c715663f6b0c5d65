"""Which rows the ledger covers: for each table the chain its rows belong to, what names a row, and what is hashed.

A row that changes gets an entry each time, so who was who is kept. What a mail became is an entry of its own
(`entries.record_outcome`). Content comes in as its plain value, never as it is encrypted: another data key changes
nothing here. The content of a document comes in by its sha256.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Numeric, String, and_, cast, func, inspect, literal, true
from sqlmodel import SQLModel

from models.ledger.digests import Subject, row_digest
from models.tables import (
    Account,
    AccountAct,
    Bureau,
    BureauAct,
    BureauCertificate,
    BureauContact,
    BureauKey,
    BureauPrice,
    BureauTerms,
    Case,
    CaseReading,
    CaseRole,
    Contact,
    DigestLine,
    Document,
    EditionInForce,
    EditionText,
    Employee,
    Employer,
    EmployerAgreement,
    EmployerRole,
    IncomingMessage,
    IncomingOutcome,
    InvoiceNumber,
    KeptShortlist,
    Letterhead,
    Message,
    OperatorAct,
    OutgoingMessage,
    PartyValue,
    PersonIdentity,
    PlanWords,
    PreparationContent,
    ReceivedPaper,
    Referral,
    RetentionAct,
    RoleChange,
    TrackText,
)

CASE, EMPLOYEE, EMPLOYER, CONTACT, BUREAU, HOUSE = "case", "employee", "employer", "contact", "bureau", "house"
THE_HOUSE = Subject(HOUSE, 0)


class Coverage(NamedTuple):
    """How the ledger covers one table.

    `subject_kind` and `subject_column` say in which chain (no column: that of the house), `key` names a row in words
    that may be shown, `columns` are hashed, `noun` is Dutch for a finding. `without`: only rows without this value.
    `later`: columns that came when rows were stated already; hashed by name where there is a value, so that what was
    stated of a row without one goes on to hold.
    """

    table: type[SQLModel]
    subject_kind: str
    subject_column: str | None
    key: tuple[str, ...]
    columns: tuple[str, ...]
    noun: str
    without: str | None = None
    later: tuple[str, ...] = ()

    @property
    def hashed(self) -> tuple[str, ...]:
        """Return every column that is hashed."""
        return self.columns + self.later

    @property
    def name(self) -> str:
        """Return the name of the table."""
        return str(inspect(self.table, raiseerr=True).local_table.name)

    def subject(self, row: Any) -> Subject:
        """Return the chain of a row."""
        return Subject(self.subject_kind, getattr(row, self.subject_column) if self.subject_column else 0)

    def covers(self, row: Any) -> bool:
        """Tell whether a row belongs in this chain: a mail about no case stands in that of the house."""
        in_chain = self.subject_column is None or getattr(row, self.subject_column) is not None
        return in_chain and (self.without is None or getattr(row, self.without) is None)

    def covers_sql(self) -> ColumnElement[bool]:
        """Tell the same in SQL."""
        in_chain = true() if self.subject_column is None else getattr(self.table, self.subject_column).is_not(None)
        return in_chain if self.without is None else and_(in_chain, getattr(self.table, self.without).is_(None))

    def row_key(self, row: Any) -> str:
        """Return what names a row in its chain."""
        return " ".join(str(getattr(row, name)) for name in self.key)

    def digest(self, row: Any) -> bytes:
        """Return the keyed hash of what a row holds."""
        return row_digest(self.subject(row), self.name, self.row_key(row), list(self._values(row)))

    def subject_sql(self) -> ColumnElement[int]:
        """Return the id of the chain in SQL."""
        return getattr(self.table, self.subject_column) if self.subject_column else literal(0)

    def key_sql(self) -> ColumnElement[str]:
        """Return what names a row, in SQL."""
        return func.concat_ws(" ", *(cast(getattr(self.table, name), String) for name in self.key))

    def _values(self, row: Any) -> Iterator[Any]:
        yield from (self._value(row, name) for name in self.columns)
        yield from ([name, value] for name in self.later if (value := self._value(row, name)) is not None)

    def _value(self, row: Any, name: str) -> Any:
        """Return a value as it comes back from the database: a number of hours may be an int before."""
        value, of = getattr(row, name), inspect(self.table, raiseerr=True).local_table.columns[name].type
        return Decimal(str(value)) if value is not None and isinstance(of, Numeric) else value


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ITSELF = "de inschrijving"
OF_ROLE_CHANGE = _names("contact_id plan_id recorded_at on_day kind role actor")
OF_DECISION = _names("on_day recorded_at kind actor detail")
OF_PARTY_VALUE = _names("id actor is_kept said")
OF_MESSAGE = _names("effect_id message_id to_role subject document_ids recipient recipient_name body")
OF_DIGEST_LINE, DIGEST_LINE_NOUN = _names("on_day urgency ask text"), "de regel in een verzamelmail van bericht"
OF_INCOMING = _names("bureau_id received_at referral size channel media_type digest kind message_key")
OF_OUTGOING = _names("bureau_id document_id queued_at")
OF_PAPER = _names(
    "id received_at dated size occurrence attempt step kind stand reason way actor sender media_type digest address "
    "file_name content"
)
OF_ACCOUNT = _names(
    "bureau_id created_at everyone active code email_hash roles contact_ids employer_ids name email password "
    "totp_secret"
)
OF_ACCOUNT_ACT = _names("account_id recorded_at kind actor detail")
OF_LETTERHEAD = _names("recorded_at actor colour alt return_line logo")
OF_OUTCOME = _names("message_id recorded_at outcome actor reason detail acts_as")
COVERED = (
    Coverage(
        Case,
        CASE,
        "id",
        ("number",),
        _names("employee_id previous_case_id opened_at"),
        "het dossier zelf (nummer, werknemer)",
    ),
    Coverage(Case, EMPLOYEE, "employee_id", ("number",), ("id",), "zaak"),
    Coverage(CaseRole, CASE, "case_id", ("role",), ("contact_id",), "de contactpersoon in de rol"),
    Coverage(RoleChange, CASE, "case_id", ("id",), OF_ROLE_CHANGE, "de wijziging van een rol"),
    Coverage(
        Document,
        CASE,
        "case_id",
        ("number",),
        _names("id effect_id created_at version size template template_version rules file_name media_type sha256"),
        "document",
        later=_names("own_template own_sha256"),
    ),
    Coverage(Message, CASE, "case_id", ("id",), OF_MESSAGE, "bericht"),
    Coverage(Message, HOUSE, None, ("id",), OF_MESSAGE, "bericht", without="case_id"),
    Coverage(DigestLine, CASE, "case_id", ("mail_id",), OF_DIGEST_LINE, DIGEST_LINE_NOUN),
    Coverage(DigestLine, HOUSE, None, ("mail_id",), OF_DIGEST_LINE, DIGEST_LINE_NOUN, without="case_id"),
    Coverage(Referral, CASE, "case_id", ("number",), _names("id effect_id bureau_id opened_on status"), "verwijzing"),
    Coverage(IncomingMessage, CASE, "case_id", ("id",), OF_INCOMING, "bericht van een bureau"),
    Coverage(IncomingMessage, HOUSE, None, ("id",), OF_INCOMING, "bericht van een bureau", without="case_id"),
    Coverage(IncomingOutcome, CASE, "case_id", ("id",), OF_OUTCOME, "de uitkomst van een bericht"),
    Coverage(IncomingOutcome, HOUSE, None, ("id",), OF_OUTCOME, "de uitkomst van een bericht", without="case_id"),
    Coverage(
        OutgoingMessage, CASE, "case_id", ("number",), OF_OUTGOING, "bericht aan een bureau", later=("bsn_sent_at",)
    ),
    Coverage(
        PreparationContent,
        CASE,
        "case_id",
        ("kind", "number"),
        _names("id recorded_at on_day recorded_by content"),
        "de inhoud van",
    ),
    Coverage(PlanWords, CASE, "case_id", ("seq",), _names("id recorded_at content"), "de afspraken van melding"),
    Coverage(ReceivedPaper, CASE, "case_id", ("number",), OF_PAPER, "ontvangen stuk", later=("other_bsn",)),
    Coverage(
        TrackText,
        CASE,
        "case_id",
        ("seq",),
        _names("id recorded_at referral attempt kind digest content"),
        "de tekst van het traject bij melding",
    ),
    Coverage(
        Employee,
        EMPLOYEE,
        "id",
        ("id",),
        _names("employer_id hours_per_week link_hash personnel_number name birth_date bsn email function address"),
        ITSELF,
        later=_names("postcode place phone education salutation"),
    ),
    Coverage(
        PersonIdentity,
        EMPLOYEE,
        "employee_id",
        ("employee_id",),
        _names("beside_id number_hash bsn_hash birth_hash is_other former_hashes"),
        "de herkenning",
    ),
    Coverage(
        Employer,
        EMPLOYER,
        "id",
        ("id",),
        _names("code postcode_area name loonheffingennummer"),
        ITSELF,
        later=_names("street postcode place phone"),
    ),
    Coverage(EmployerRole, EMPLOYER, "employer_id", ("role",), ("contact_id",), "de contactpersoon in de rol"),
    Coverage(Letterhead, EMPLOYER, "employer_id", ("id",), OF_LETTERHEAD, "het briefhoofd"),
    Coverage(Letterhead, HOUSE, None, ("id",), OF_LETTERHEAD, "het briefhoofd", without="employer_id"),
    Coverage(
        EmployerAgreement,
        EMPLOYER,
        "employer_id",
        ("id",),
        _names("recorded_at on_day from_day until_day source wage_weeks ban_weeks actor"),
        "wat naast de wet geldt",
    ),
    Coverage(
        Contact,
        CONTACT,
        "id",
        ("id",),
        _names("substitute_id absent_from absent_until code name email"),
        ITSELF,
        later=_names("organisation phone salutation"),
    ),
    *(
        Coverage(PartyValue, kind, f"{kind}_id", ("field",), OF_PARTY_VALUE, "wat iemand vastlegde:")
        for kind in (EMPLOYER, EMPLOYEE, CONTACT)
    ),
    Coverage(Bureau, BUREAU, "id", ("id",), _names("rank active code name email regions services"), ITSELF),
    Coverage(BureauKey, BUREAU, "bureau_id", ("name",), _names("made_at ends_at secret end_point"), "de sleutel"),
    Coverage(InvoiceNumber, CASE, "case_id", ("invoice",), _names("id number"), "het nummer van factuur"),
    Coverage(
        BureauTerms,
        BUREAU,
        "bureau_id",
        ("id",),
        _names("contract_from contract_until capacity waiting_days specialisms"),
        "de voorwaarden",
    ),
    Coverage(BureauContact, BUREAU, "bureau_id", ("id",), _names("role name email phone"), "de contactpersoon"),
    Coverage(BureauCertificate, BUREAU, "bureau_id", ("code",), ("valid_until",), "het certificaat"),
    Coverage(BureauPrice, BUREAU, "bureau_id", ("service", "from_on"), ("until_on", "cents"), "het tarief"),
    Coverage(BureauAct, BUREAU, "bureau_id", ("id",), OF_DECISION, "de wijziging"),
    Coverage(
        KeptShortlist,
        CASE,
        "case_id",
        ("number",),
        _names("id bureau_id recorded_at on_day house actor reason content"),
        "de shortlist",
    ),
    Coverage(RetentionAct, CASE, "case_id", ("id",), OF_DECISION, "bewaarbesluit"),
    Coverage(RetentionAct, EMPLOYEE, "employee_id", ("id",), OF_DECISION, "bewaarbesluit"),
    Coverage(RetentionAct, EMPLOYER, "employer_id", ("id",), OF_DECISION, "bewaarbesluit"),
    Coverage(OperatorAct, HOUSE, None, ("id",), _names("recorded_at kind code actor"), "het besluit over een operator"),
    Coverage(Account, HOUSE, None, ("id",), OF_ACCOUNT, "het account", later=("identity_hash", "identity_issuer")),
    Coverage(AccountAct, HOUSE, None, ("id",), OF_ACCOUNT_ACT, "wat met een account gebeurde:"),
    Coverage(CaseReading, CASE, "case_id", ("id",), _names("read_at actor page"), "de inzage"),
    Coverage(EditionText, HOUSE, None, ("kind", "version"), _names("recorded_at sha256 content"), "de tekst van"),
    Coverage(EditionInForce, HOUSE, None, ("id",), _names("on_day recorded_at rules house actor"), "het in gaan van"),
)


def _by_table() -> Mapping[type[SQLModel], tuple[Coverage, ...]]:
    return {each.table: tuple(other for other in COVERED if other.table is each.table) for each in COVERED}


COVERED_BY_TABLE = _by_table()
