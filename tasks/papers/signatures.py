"""Digital signatures on a paper: by whom, on which day, and what is wrong with one. pyHanko does the sums.

Nothing is fetched. Whom to trust stands in the folder `issuers` of the data directory: certificates of issuers (PEM or
DER), and their lists of what they revoked (`.crl`).
"""

import io
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from spoorboek.clock import AMSTERDAM, now
from spoorboek.errors import InputError
from spoorboek.outside.plain_words import harm_in
from spoorboek.settings import settings
from spoorboek.statute.dossier.paper_kinds import EMPLOYEE, SIGNERS
from tasks.papers.returned_form import SIGNATURE, filled_fields
from tasks.papers.signed_revisions import filling_in_policy

SignatureProblem = Literal["onleesbaar", "ongeldig", "gewijzigd", "dekt_niet_alles", "verlopen", "ingetrokken"]
PROBLEM_WORDS: Mapping[SignatureProblem, str] = MappingProxyType(
    {
        "onleesbaar": "de handtekening is beschadigd en niet te lezen",
        "ongeldig": "de handtekening hoort niet bij het certificaat dat erbij staat",
        "gewijzigd": "het stuk is na het tekenen gewijzigd",
        "dekt_niet_alles": "de handtekening dekt niet het hele stuk",
        "verlopen": "het certificaat was niet geldig op de dag van tekenen",
        "ingetrokken": "het certificaat is ingetrokken",
    }
)
MOST_SIGNATURES = 12
TIME_STAMP = "/DocTimeStamp"
LONGEST_NAME = 80
PARTLY = ("UNCLEAR", "CONTIGUOUS_BLOCK_FROM_START")  # what a signature may cover beside a whole revision
OF_EMPLOYEE = ("werknemer_eens", "werknemer_oordeel")  # what an employee writes in an evaluation of his own
CERTIFICATES, REVOKED = (".pem", ".crt", ".cer", ".der"), ".crl"


class DigitalSignature(NamedTuple):
    """A field that was signed digitally: whose (a party, empty when the field is none of ours), and by which name.

    `at`: when, as the signer says or a time stamp proves. `is_trusted`: its issuer is one of ours. `later`: the fields
    that somebody filled in after it. It counts when nothing is wrong with it.
    """

    party: str
    name: str = ""
    at: datetime | None = None
    is_trusted: bool = False
    problems: tuple[SignatureProblem, ...] = ()
    later: tuple[str, ...] = ()

    @property
    def day(self) -> date | None:
        """Return the day of the signature."""
        return self.at.astimezone(AMSTERDAM).date() if self.at else None

    @property
    def sentence(self) -> str:
        """Say in Dutch by whom and when, and what is wrong with it."""
        who = f"{self.party or 'een veld dat niet van ons is'}{f', door {self.name}' if self.name else ''}"
        when = f", op {self.at.astimezone(AMSTERDAM):%d-%m-%Y %H:%M}" if self.at else ", zonder tijd"
        if self.problems:
            wrong = "; ".join(PROBLEM_WORDS[each] for each in self.problems)
            fields = f" ({', '.join(self.later[:5])})" if self.later else ""
            return f"{who}{when if self.at else ''}: telt niet, want {wrong}{fields}"
        issuer = "van een uitgever die u vertrouwt" if self.is_trusted else "van een uitgever die hier niet bekend is"
        return f"{who}{when}: klopt, en het stuk is daarna niet gewijzigd; het certificaat is {issuer}"


def digital_signatures(content: bytes, signer: str = "") -> tuple[DigitalSignature, ...]:
    """Return the digital signatures on a PDF; `signer`: whose one is that stands in a field that names nobody.

    One that cannot be read is one that does not count. Raises InputError for a file of an issuer that is none.
    """
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import enumerate_sig_fields

    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # they log what they find odd, with names
    known = _known_issuers(settings().home / "issuers")
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        if reader.encrypted:
            reader.decrypt("")
        found = list(enumerate_sig_fields(reader, filled_status=True))[:MOST_SIGNATURES]
    except (PdfError, *UNREADABLE):
        return (DigitalSignature(signer, problems=("onleesbaar",)),)
    read = (_checked(content, reader, name, field, known, signer) for name, _, field in found)
    return tuple(each for each in read if each is not None)


# What a parser raises for bytes that are no signature: ASN.1, CMS and PDF within one another.
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OSError, NotImplementedError)


class _Known(NamedTuple):
    """Certificates of issuers, and lists of what they revoked."""

    issuers: tuple[Any, ...]
    revoked: tuple[Any, ...]


def _known_issuers(folder: Path) -> _Known:
    from asn1crypto.crl import CertificateList
    from pyhanko.keys import load_certs_from_pemder

    load_certificates: Callable[[list[str]], Iterable[Any]] = load_certs_from_pemder
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    try:
        listed = [str(each) for each in files if each.suffix.lower() in CERTIFICATES]
        issuers = tuple(load_certificates(listed))
        revoked = tuple(CertificateList.load(each.read_bytes()) for each in files if each.suffix.lower() == REVOKED)
        for each in revoked:
            _ = each.native  # read as a whole
    except (ValueError, TypeError, OSError):
        raise InputError(
            f"In {folder} staat een bestand dat geen certificaat is, of geen lijst (DER) van wat is ingetrokken. Haal "
            "het weg, of zet er een goed neer."
        ) from None
    return _Known(issuers, revoked)


def _checked(content: bytes, reader: Any, name: str, field: Any, known: _Known, signer: str) -> DigitalSignature | None:
    """Return what is to be said of a signature; None for a time stamp of the whole file, which nobody signs with."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    party = name.removeprefix(SIGNATURE) if name.startswith(SIGNATURE) else signer
    try:
        embedded = EmbeddedPdfSignature(reader, field, name)
        return None if embedded.sig_object_type == TIME_STAMP else _status(content, embedded, known, party)
    except (PdfError, *UNREADABLE):
        return DigitalSignature(party, problems=("onleesbaar",))


def _status(content: bytes, embedded: Any, known: _Known, party: str) -> DigitalSignature:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints

    at = embedded.self_reported_timestamp
    at = at.replace(tzinfo=AMSTERDAM) if at and at.tzinfo is None else at
    any_use = KeyUsageConstraints(key_usage=set())
    then, today = (
        validate_pdf_signature(
            embedded, _context(embedded, known, *judged), diff_policy=filling_in_policy(), key_usage_settings=any_use
        )
        for judged in ((at or now(), "soft-fail"), (now(), "require"))  # the second looks for a revocation alone
    )
    certificate = then.signing_cert
    later = tuple(sorted(_changed_fields(content, embedded, party))) if then.intact else ()
    is_wrong: Mapping[SignatureProblem, bool] = {
        "ongeldig": not then.valid,
        "gewijzigd": not then.intact or bool(later) or _was_changed(then),
        "dekt_niet_alles": then.coverage is None or then.coverage.name in PARTLY,
        "verlopen": not certificate.not_valid_before <= (at or now()) <= certificate.not_valid_after,
        "ingetrokken": then.revoked or today.revoked,
    }
    problems = tuple(code for code, wrong in is_wrong.items() if wrong)
    return DigitalSignature(party, _name(certificate), at, then.trusted, problems, later)


def _name(certificate: Any) -> str:
    """Return the name in a certificate as text: whoever made it wrote what he liked."""
    name = str(certificate.subject.native.get("common_name") or certificate.subject.human_friendly)
    return "".join(char for char in name if not harm_in(char))[:LONGEST_NAME]


def _context(embedded: Any, known: _Known, moment: datetime, revocation: str) -> Any:
    """Return by what a signature is judged on a moment; what a paper brings along to prove itself is looked at too."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.validation.dss import DocumentSecurityStore
    from pyhanko_certvalidator import ValidationContext

    judged: dict[str, Any] = {
        "trust_roots": known.issuers,
        "crls": known.revoked,
        "moment": moment,
        "allow_fetching": False,
        "revocation_mode": revocation,
        "retroactive_revinfo": True,
    }
    try:
        return DocumentSecurityStore.read_dss(embedded.reader).as_validation_context(judged)
    except (PdfError, *UNREADABLE):
        return ValidationContext(**judged)


def _was_changed(status: Any) -> bool:
    from pyhanko.sign.diff_analysis import ModificationLevel

    level = status.modification_level
    return level is None or level > ModificationLevel.FORM_FILLING or status.docmdp_ok is False


def _changed_fields(content: bytes, embedded: Any, party: str) -> Iterator[str]:
    """Yield the fields that were filled in after a signature, but for what another who signs fills in of himself."""
    end = sum(int(each) for each in list(embedded.byte_range)[2:4])
    before, after = filled_fields(content[:end]), filled_fields(content)
    changed = (name for name, field in after.items() if name not in before or before[name].value != field.value)
    own = OF_EMPLOYEE if party == EMPLOYEE else ()
    return (each for each in changed if party and (each.endswith(f"_{party}") or each in own or not _of_a_signer(each)))


def _of_a_signer(field: str) -> bool:
    return field in OF_EMPLOYEE or any(field.endswith(f"_{each}") for each in SIGNERS)
