"""The tables of the record, by theme; import them from here."""

from models.tables.cases import CLOSED, OPEN, Case, CaseEffect, CaseEvent, PlannedStep
from models.tables.editions import HOUSE, RULES, EditionInForce, EditionText
from models.tables.output import REFUSED, SENT, WAITING, Document, Message, Referral
from models.tables.parties import Bureau, CaseRole, Contact, Employee, Employer, EmployerRole
from models.tables.platform import KeyCheck, VirtualClock

__all__ = [
    "CLOSED",
    "HOUSE",
    "OPEN",
    "REFUSED",
    "RULES",
    "SENT",
    "WAITING",
    "Bureau",
    "Case",
    "CaseEffect",
    "CaseEvent",
    "CaseRole",
    "Contact",
    "Document",
    "EditionInForce",
    "EditionText",
    "Employee",
    "Employer",
    "EmployerRole",
    "KeyCheck",
    "Message",
    "PlannedStep",
    "Referral",
    "VirtualClock",
]
