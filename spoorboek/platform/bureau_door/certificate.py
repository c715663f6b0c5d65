"""The certificate of the end point, looked at before its process starts."""

import ssl

from spoorboek.errors import PlatformError
from spoorboek.settings import Settings


class UnusableCertificate(PlatformError):
    """Het certificaat voor de poort van bureaus is niet te gebruiken."""


def check_certificate(configuration: Settings) -> None:
    """Raise UnusableCertificate unless the certificate and its key can be read and belong together."""
    certificate, key = configuration.bureau_certificate, configuration.bureau_certificate_key
    if certificate is None or key is None:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except OSError as error:
        raise UnusableCertificate(
            f"Het certificaat {certificate} met de sleutel {key} is niet te gebruiken ({type(error).__name__}). "
            "Verwacht twee PEM-bestanden die bij elkaar horen en die deze gebruiker mag lezen; pas "
            "SPOORBOEK_BUREAU_CERTIFICATE en SPOORBOEK_BUREAU_CERTIFICATE_KEY aan."
        ) from None
