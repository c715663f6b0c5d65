"""The commands `spoorboek person set`, `employer set` and `contact set`: data that a letter or referral needs.

What a person records here no file turns back. The answer never repeats the value.
"""

from typing import Annotated

import typer

from models.tables import Contact, Employee, Employer
from spoorboek.cli.people.doubles_commands import EmployerArgument, PersonnelArgument
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import CaseNumberArgument, OperatorOption, read_code
from spoorboek.cli.shared.report_recording import record_and_wake
from spoorboek.importing.differences.party_values import PARTY_FIELDS
from spoorboek.importing.identity.party_data import set_of_contact, set_of_employer, set_of_person
from spoorboek.importing.reading.columns import ROLES

person_set_app = typer.Typer()
employer_set_app = typer.Typer()
contact_app = typer.Typer()
ValueArgument = Annotated[str, typer.Argument(metavar="WAARDE", help="De waarde, of: leeg.", show_default=False)]
UNKNOWN_FIELD = "Onbekend gegeven"


def _field_help(table: type[Employee] | type[Employer] | type[Contact]) -> str:
    return f"Een van: {', '.join(PARTY_FIELDS[table])}."


@person_set_app.command("set", cls=DutchCommand)
def person_set_command(
    employer: EmployerArgument,
    number: PersonnelArgument,
    field: Annotated[str, typer.Argument(metavar="VELD", help=_field_help(Employee), show_default=False)],
    value: ValueArgument,
    by: OperatorOption,
) -> None:
    """Leg een gegeven van een werknemer vast, zoals de telefoon; een bestand draait het niet terug."""
    known = read_code(field, PARTY_FIELDS[Employee], UNKNOWN_FIELD)
    record_and_wake(by, lambda writing: (set_of_person(writing, employer, number, known, value, by), []))


@employer_set_app.command("set", cls=DutchCommand)
def employer_set_command(
    employer: EmployerArgument,
    field: Annotated[str, typer.Argument(metavar="VELD", help=_field_help(Employer), show_default=False)],
    value: ValueArgument,
    by: OperatorOption,
) -> None:
    """Leg adres, postcode, plaats of telefoon van een werkgever vast; een bestand draait het niet terug."""
    known = read_code(field, PARTY_FIELDS[Employer], UNKNOWN_FIELD)
    record_and_wake(by, lambda writing: (set_of_employer(writing, employer, known, value, by), []))


@contact_app.command("set", cls=DutchCommand)
def contact_set_command(
    number: CaseNumberArgument,
    role: Annotated[str, typer.Argument(metavar="ROL", help="Zoals casemanager.", show_default=False)],
    field: Annotated[str, typer.Argument(metavar="VELD", help=_field_help(Contact), show_default=False)],
    value: ValueArgument,
    by: OperatorOption,
) -> None:
    """Leg e-mail, telefoon, organisatie of aanhef vast van wie een rol heeft; geldt in al diens zaken."""
    known_role = read_code(role, (*ROLES, "salarisadministratie", "arbeidsdeskundige"), "Onbekende rol")
    known = read_code(field, PARTY_FIELDS[Contact], UNKNOWN_FIELD)
    record_and_wake(by, lambda writing: (set_of_contact(writing, number, known_role, known, value, by), []))
