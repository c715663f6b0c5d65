"""The letterhead of a document: what is printed of it, at which size, and what it changes of the style."""

from dataclasses import dataclass, field
from io import BytesIO

LOGO_WIDTH, LOGO_HEIGHT = 62.0, 17.0  # millimetres, the most a logo takes on a letter
ON_FORMS = 0.7  # of that
MILLIMETRES = 25.4  # in an inch
COLOURED = "h1, h2, .afzender { color: %s } .afzender, .titel, .kern, .inventaris th { border-color: %s }"


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseLetterhead:
    """A letterhead. `logo`: PNG or JPEG, of `width` by `height` pixels; `colour`: `#rrggbb`.

    `alt`: what a screen reader says of the logo. `return_line`: where a letter that did not arrive goes back to.
    """

    logo: bytes | None = field(default=None, repr=False)
    width: int = 0
    height: int = 0
    alt: str = ""
    colour: str | None = None
    return_line: str | None = None

    @property
    def letter_size(self) -> str:
        """Return the size of the logo on a letter, as a style."""
        return _style(*printed_size(self.width, self.height))

    @property
    def form_size(self) -> str:
        """Return its size on a form, as a style."""
        return _style(*(ON_FORMS * each for each in printed_size(self.width, self.height)))

    @property
    def style(self) -> str:
        """Return what the colour changes of the style sheet; empty without one. The heading of a letter stays black."""
        coloured = COLOURED % (self.colour, self.colour) + " h1.betreft { color: #1a1a1a }"
        return coloured if self.colour else ""


def printed_size(width: int, height: int) -> tuple[float, float]:
    """Return width and height of a logo on a letter, in millimetres: as large as its place allows."""
    scale = min(LOGO_WIDTH / width, LOGO_HEIGHT / height)
    return width * scale, height * scale


def sharpness(width: int, height: int) -> float:
    """Return how many dots per inch a logo has on a letter."""
    return width / printed_size(width, height)[0] * MILLIMETRES


def picture_size(content: bytes) -> tuple[int, int]:
    """Return width and height of a picture, in pixels."""
    from PIL import Image

    with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as picture:
        return picture.size


def _style(width: float, height: float) -> str:
    return f"width:{width:.2f}mm;height:{height:.2f}mm"
