"""The errors shown to users. A message says what is wrong, where, what was expected, and what to do."""


class SpoorboekError(Exception):
    """Er ging iets mis in Spoorboek."""

    exit_code = 2

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or type(self).__doc__)


class InputError(SpoorboekError):
    """De invoer klopt niet."""


class NotInOrder(SpoorboekError):
    """Wat is nagegaan, is niet in orde."""

    exit_code = 1


class NotWritten(InputError):
    """Op deze plaats kan niet worden geschreven."""

    exit_code = 1


class PlatformError(SpoorboekError):
    """Het platform kan niet starten of is niet bereikbaar."""
