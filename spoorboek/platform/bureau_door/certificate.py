"""The certificate of a port people or bureaus reach, looked at before its process starts."""

import ssl

from spoorboek.errors import PlatformError
from spoorboek.settings import Settings


class UnusableCertificate(PlatformError):
    """Het certificaat voor een poort is niet te gebruiken."""


def check_certificate(configuration: Settings, door: str = "bureau") -> None:
    """Raise UnusableCertificate unless certificate and key of a door can be read and belong together.

    `door`: `bureau` or `desk`, as the settings begin.
    """
    certificate, key = (getattr(configuration, f"{door}_certificate{part}") for part in ("", "_key"))
    if certificate is None or key is None:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except OSError as error:
        variable = f"SPOORBOEK_{door.upper()}_CERTIFICATE"
        raise UnusableCertificate(
            f"Het certificaat {certificate} met de sleutel {key} is niet te gebruiken ({type(error).__name__}). "
            "Verwacht twee PEM-bestanden die bij elkaar horen en die deze gebruiker mag lezen; pas "
            f"{variable} en {variable}_KEY aan."
        ) from None
