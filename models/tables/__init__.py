"""The tables of the record, grouped by subject; import them from here."""

from models.tables.account_tables import (
    Account,
    AccountAct,
    AccountLink,
    CaseReading,
    DeskSession,
    LoginAttempt,
    OutsideSession,
    PendingLogin,
    RecoveryCode,
)
from models.tables.agreement_tables import EmployerAgreement
from models.tables.bureau_tables import (
    BureauAct,
    BureauCertificate,
    BureauContact,
    BureauPrice,
    BureauTerms,
    KeptShortlist,
)
from models.tables.case_tables import (
    CLOSED,
    EMPTIED,
    OPEN,
    Case,
    CaseEffect,
    CaseEvent,
    NextStepRow,
    PlannedStep,
    WakeBasis,
)
from models.tables.channel_tables import BureauKey, IncomingMessage, IncomingOutcome, OutgoingMessage
from models.tables.cost_tables import InvoiceNumber
from models.tables.dossier_tables import RivCheck, RivFinding
from models.tables.edition_tables import HOUSE, RULES, EditionInForce, EditionText, LearnedLeads
from models.tables.installation import Installation, KeyCheck, Restore, VirtualClock
from models.tables.ledger_tables import LedgerEntry, LedgerHead
from models.tables.letterhead_tables import Letterhead
from models.tables.operator_tables import DeskEntry, OperatorAct, RecordedAction
from models.tables.outgoing import (
    AWAITS_YES,
    BOUNCED,
    DROPPED,
    ELSEWHERE,
    GATHERED,
    HELD,
    REFERRED,
    REFUSED,
    SENT,
    WAITING,
    DigestLine,
    Document,
    Message,
    PreparationContent,
    Referral,
)
from models.tables.paper_tables import PlanWords, ReceivedPaper
from models.tables.parties import (
    Bureau,
    CaseRole,
    Contact,
    Employee,
    Employer,
    EmployerRole,
    PartyValue,
    PersonIdentity,
    RoleChange,
)
from models.tables.retention_tables import RetentionAct
from models.tables.track_tables import TrackText
from models.tables.upkeep_tables import DayReport, UpkeepRound
from models.tables.upload_tables import WaitingUpload
from models.tables.wake_tables import WakeTrouble
from models.tables.workforce_tables import WorkforceCount

__all__ = [
    "AWAITS_YES",
    "BOUNCED",
    "CLOSED",
    "DROPPED",
    "ELSEWHERE",
    "EMPTIED",
    "GATHERED",
    "HELD",
    "HOUSE",
    "OPEN",
    "REFERRED",
    "REFUSED",
    "RULES",
    "SENT",
    "WAITING",
    "Account",
    "AccountAct",
    "AccountLink",
    "Bureau",
    "BureauAct",
    "BureauCertificate",
    "BureauContact",
    "BureauKey",
    "BureauPrice",
    "BureauTerms",
    "Case",
    "CaseEffect",
    "CaseEvent",
    "CaseReading",
    "CaseRole",
    "Contact",
    "DayReport",
    "DeskEntry",
    "DeskSession",
    "DigestLine",
    "Document",
    "EditionInForce",
    "EditionText",
    "Employee",
    "Employer",
    "EmployerAgreement",
    "EmployerRole",
    "IncomingMessage",
    "IncomingOutcome",
    "Installation",
    "InvoiceNumber",
    "KeptShortlist",
    "KeyCheck",
    "LearnedLeads",
    "LedgerEntry",
    "LedgerHead",
    "Letterhead",
    "LoginAttempt",
    "Message",
    "NextStepRow",
    "OperatorAct",
    "OutgoingMessage",
    "OutsideSession",
    "PartyValue",
    "PendingLogin",
    "PersonIdentity",
    "PlanWords",
    "PlannedStep",
    "PreparationContent",
    "ReceivedPaper",
    "RecordedAction",
    "RecoveryCode",
    "Referral",
    "Restore",
    "RetentionAct",
    "RivCheck",
    "RivFinding",
    "RoleChange",
    "TrackText",
    "UpkeepRound",
    "VirtualClock",
    "WaitingUpload",
    "WakeBasis",
    "WakeTrouble",
    "WorkforceCount",
]
