"""Certificates made for a test, and papers signed with them as a program for signing does."""

import asyncio
import io
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.signers import cms_embedder, pdf_byterange
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko_certvalidator.registry import SimpleCertificateStore

NOW = datetime.now(UTC)
DAY = timedelta(1)
DER = serialization.Encoding.DER


class Identity(NamedTuple):
    """A key with its certificate, and the issuer it is of (None: of itself)."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate


def identity(
    name: str, issuer: Identity | None = None, since: datetime = NOW - 900 * DAY, until: datetime = NOW + 900 * DAY
) -> Identity:
    """Make an identity; one without an issuer is an issuer."""
    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    of = issuer.certificate.subject if issuer else subject
    builder = x509.CertificateBuilder(of, subject, key.public_key(), x509.random_serial_number(), since, until)
    builder = builder.add_extension(x509.BasicConstraints(issuer is None, None), True)
    is_issuer = issuer is None
    use = x509.KeyUsage(not is_issuer, not is_issuer, False, False, False, is_issuer, is_issuer, False, False)
    builder = builder.add_extension(use, True)
    return Identity(key, builder.sign((issuer or Identity(key, None)).key, hashes.SHA256()))  # type: ignore[arg-type]


def revocation_list(issuer: Identity, *revoked: Identity, on: datetime = NOW - 2 * DAY) -> bytes:
    """Make a list of what an issuer revoked (DER)."""
    builder = x509.CertificateRevocationListBuilder(issuer.certificate.subject, NOW - DAY, NOW + 30 * DAY)
    for each in revoked:
        entry = x509.RevokedCertificateBuilder(each.certificate.serial_number, on).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(DER)


def pem(of: Identity) -> bytes:
    """Write a certificate as a file."""
    return of.certificate.public_bytes(serialization.Encoding.PEM)


def signed_by(content: bytes, field: str, who: Identity, issuer: Identity | None = None, at: datetime = NOW) -> bytes:
    """Sign a field of a PDF, as an addition to the file; the time is the signer's own word."""
    certificate = asn1_x509.Certificate.load(who.certificate.public_bytes(DER))
    key = who.key.private_bytes(DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    store = SimpleCertificateStore()
    if issuer:
        store.register(asn1_x509.Certificate.load(issuer.certificate.public_bytes(DER)))
    signer = signers.SimpleSigner(certificate, asn1_keys.PrivateKeyInfo.load(key), store)
    out = io.BytesIO()
    writing = cms_embedder.PdfCMSEmbedder().write_cms(
        field, IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    )
    next(writing)
    placeholder = pdf_byterange.SignatureObject(timestamp=at)
    writing.send(cms_embedder.SigObjSetup(sig_placeholder=placeholder))
    prepared, out = writing.send(cms_embedder.SigIOSetup(md_algorithm="sha256", in_place=False, output=out))
    told = PdfCMSSignedAttributes(signing_time=at)
    digest = prepared.document_digest
    writing.send(asyncio.run(signer.async_sign(digest, "sha256", signed_attr_settings=told)))
    return out.getvalue()
