"""What a file is, by its content and not by its name; and whether it may come in. Nothing in it is ever run."""

from collections.abc import Callable, Mapping

import puremagic

from tasks.papers.image_checks import check_jpeg, check_png
from tasks.papers.pdf_checks import check_pdf
from tasks.papers.refusals import UnfitFile
from tasks.papers.word_checks import check_word

MOST_BYTES = 10_000_000  # Source: UWV, upload rules of the re-integration report
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENDINGS: Mapping[str, str] = {PDF: ".pdf", WORD: ".docx", JPEG: ".jpg", PNG: ".png"}
CHECKS: Mapping[str, Callable[[bytes], None]] = {
    PDF: check_pdf,
    WORD: check_word,
    JPEG: check_jpeg,
    PNG: check_png,
}
# Word encrypts, and kept its older files, in a container of its own. Source: MS-CFB 2.2, MS-OFFCRYPTO 1.3.2
CONTAINER, ENCRYPTED = bytes.fromhex("d0cf11e0a1b11ae1"), "EncryptedPackage".encode("utf-16-le")


def checked_type(content: bytes) -> str:
    """Return the media type of a file that may come in. Raises UnfitFile, with the reason, for any other."""
    if not content.strip(b"\0 \t\r\n"):
        raise UnfitFile("leeg")
    if len(content) > MOST_BYTES:
        raise UnfitFile("te_groot")
    media_type = known_type(content)
    if media_type is None:
        is_locked = content.startswith(CONTAINER) and ENCRYPTED in content
        raise UnfitFile("op_slot" if is_locked else "ander_soort")
    CHECKS[media_type](content)
    return media_type


def known_type(content: bytes) -> str | None:
    """Return which of the four kinds a file is, None for any other."""
    try:
        found = {each.mime_type for each in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        return None
    return next((each for each in CHECKS if each in found), None)
