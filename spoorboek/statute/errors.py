"""The errors the statute raises, each with one clear message in Dutch."""

from spoorboek.errors import InputError


class FactsError(InputError):
    """De feiten van de zaak spreken elkaar tegen."""


class NotInForce(InputError):
    """Voor deze datum geldt hier nog geen regel, of niet meer."""
