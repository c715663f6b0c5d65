"""The morning as a minimal program on Prefect, as its documentation shows one: a flow of two tasks that is served."""

from bench.beside_peers.peer_programs.morning_work import keep_letter, send_mail
from prefect import flow, task


@task
def letter(number: str) -> None:
    """Make and keep the form."""
    keep_letter(number)


@task
def mail(number: str) -> None:
    """Send it."""
    send_mail(number)


@flow
def due_case(number: str) -> None:
    """Do what a case asks for on the day it is due."""
    letter(number)
    mail(number)


if __name__ == "__main__":
    due_case.serve(name="morning", limit=8)
