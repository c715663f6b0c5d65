"""Record the letterhead of an employer or of the installation: a logo that prints, a colour that can be read."""

import re
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlmodel import Session

from models.retention_queries import find_employer
from models.tables import Employer, Letterhead
from spoorboek.errors import InputError
from tasks.effects.letterhead_data import newest_letterhead
from tasks.papers.file_kinds import JPEG, PNG, known_type
from tasks.papers.image_checks import check_jpeg, check_png
from tasks.papers.refusals import UnfitFile
from templates.letterhead import LOGO_HEIGHT, LOGO_WIDTH, picture_size, printed_size, sharpness
from templates.own.page_rules import WEAK, contrast
from templates.printable import UnusableText, accepted_text

EVERYBODY, EMPTY_VALUE = "alle", "leeg"
MOST_LOGO_BYTES, MOST_PIXELS_A_SIDE = 2_000_000, 6000
SHARP, WIDEST, TALLEST = 120.0, 12.0, 2.0  # dots per inch; width to height, height to width
KEPT_PIXELS = (1400, 420)  # more is not seen in print
LONGEST_RETURN, LONGEST_ALT = 55, 120  # characters; what fits beside `Vertrouwelijk` in a window of 85 mm
PALEST = 200  # of 255: a logo has something darker
COLOUR = re.compile(r"#[0-9a-f]{6}")
CHECKS_OF_LOGO: Mapping[str, Callable[[bytes], None]] = {PNG: check_png, JPEG: check_jpeg}
UNFIT = {"te_groot": "het beeld is te groot", "beschadigd": "het is beschadigd en niet te openen",
         "met_script": "er zit iets anders in dan een beeld"}  # fmt: skip


class LetterheadChange(NamedTuple):
    """What somebody changes of a letterhead; None leaves it as it was, empty takes it away."""

    logo: bytes | None = None
    colour: str | None = None
    return_line: str | None = None
    alt: str | None = None


def record_letterhead(writing: Session, typed: str, change: LetterheadChange, actor: str) -> str:
    """Record a change of the letterhead of an employer (its code, or `alle`); return in Dutch what holds now.

    Raises InputError for an unknown employer, and for a logo, colour or line that cannot be printed.
    """
    employer = letterhead_owner(writing, typed)
    before = newest_letterhead(writing, employer.id if employer else None)
    logo = (before.logo if before else None) if change.logo is None else _kept_logo(change.logo)
    row = Letterhead(
        employer_id=employer.id if employer else None,
        actor=actor,
        colour=_changed(change.colour, before.colour if before else None, _checked_colour),
        return_line=_changed(change.return_line, before.return_line if before else None, _checked_return),
        alt=_changed(change.alt, before.alt if before else None, _checked_alt) if logo else None,
        logo=logo,
    )
    writing.add(row)
    writing.flush()
    return f"Vastgelegd. {letterhead_words(row, employer)}"


def letterhead_owner(reading: Session, typed: str) -> Employer | None:
    """Return the employer of a code; None for `alle`: the whole installation. Raises InputError for an unknown one."""
    return None if typed.strip().casefold() == EVERYBODY else find_employer(reading, typed)


def letterhead_words(row: Letterhead | None, employer: Employer | None) -> str:
    """Say in Dutch what a letterhead holds."""
    whose = f"werkgever {employer.code}" if employer else "alle werkgevers zonder eigen briefhoofd"
    parts = list(_parts(row)) if row else []
    return f"Briefhoofd van {whose}: {'; '.join(parts) or 'naam en adres, zonder logo'}."


def _parts(row: Letterhead) -> list[str]:
    size = picture_size(row.logo) if row.logo else None
    printed = "logo van {:.0f} bij {:.0f} mm".format(*printed_size(*size)) if size else ""
    colour = f"kleur {row.colour}" if row.colour else ""
    return [each for each in (printed, colour, "met retouradres" if row.return_line else "") if each]


def _changed(new: str | None, old: str | None, check: Callable[[str], str]) -> str | None:
    if new is None:
        return old
    return check(new.strip()) if new.strip() and new.strip().casefold() != EMPTY_VALUE else None


def _checked_colour(typed: str) -> str:
    colour = typed.lower()
    if not COLOUR.fullmatch(colour):
        raise InputError("Deze kleur is niet te lezen. Schrijf haar als #rrggbb, zoals #17405f.")
    if contrast(colour) < WEAK:
        raise InputError(
            f"De kleur {colour} is op wit papier slecht te lezen (contrast {contrast(colour):.1f}; nodig is {WEAK:g}). "
            "Kies een donkerder kleur."
        )
    return colour


def _checked_return(typed: str) -> str:
    return _checked_line(typed, LONGEST_RETURN, "Het retouradres")


def _checked_alt(typed: str) -> str:
    return _checked_line(typed, LONGEST_ALT, "De omschrijving van het logo")


def _checked_line(typed: str, most: int, what: str) -> str:
    line = " ".join(typed.split())
    if len(line) > most:
        raise InputError(f"{what} is te lang: {len(line)} tekens, en er passen er {most}. Maak de regel korter.")
    try:
        return accepted_text(line)
    except UnusableText as unusable:
        raise InputError(f"{what}: {unusable}") from None


def _kept_logo(content: bytes) -> bytes | None:
    """Return a logo as it is kept: drawn anew on white, without what a file hides; None to have none."""
    if not content:
        return None
    check_logo(content)
    with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as opened:
        picture = ImageOps.exif_transpose(opened).convert("RGBA")
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    drawn = paper.convert("RGB")
    if drawn.convert("L").getextrema()[0] > PALEST:  # type: ignore[operator]
        raise InputError("Op wit papier is van dit logo niets te zien. Geef een donkerder versie.")
    drawn.thumbnail(KEPT_PIXELS)
    kept = BytesIO()
    drawn.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def check_logo(content: bytes) -> None:
    """Raise InputError, with what to do, for what is no PNG or JPEG that prints well in the place of a logo."""
    if len(content) > MOST_LOGO_BYTES:
        raise InputError(f"Het logo is groter dan {MOST_LOGO_BYTES // 1_000_000} MB. Bewaar het kleiner.")
    media_type = known_type(content)
    if media_type is None or media_type not in CHECKS_OF_LOGO:
        raise InputError(
            "Dit bestand is geen PNG of JPEG, hoe het ook heet. Een SVG of PDF kan opdrachten bevatten; bewaar het als "
            "PNG."
        )
    try:
        _check_size(*picture_size(content))
        CHECKS_OF_LOGO[media_type](content)
    except UnfitFile as unfit:
        raise InputError(f"Het logo kan niet worden gebruikt: {UNFIT[unfit.reason]}. Bewaar het opnieuw.") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise InputError(f"Het logo kan niet worden gebruikt: {UNFIT['beschadigd']}. Bewaar het opnieuw.") from None


def _check_size(width: int, height: int) -> None:
    if max(width, height) > MOST_PIXELS_A_SIDE:
        most = MOST_PIXELS_A_SIDE
        raise InputError(f"Het logo is {width} bij {height} punten; ten hoogste {most}. Bewaar het kleiner.")
    if width > WIDEST * height or height > TALLEST * width:
        raise InputError(f"Het logo is {width} bij {height} punten: te smal om te lezen. Geef het in een andere vorm.")
    if sharpness(width, height) < SHARP:
        raise InputError(
            f"Het logo is {width} bij {height} punten: te weinig om scherp te drukken op {LOGO_WIDTH:.0f} bij "
            f"{LOGO_HEIGHT:.0f} mm. Geef het groter."
        )
