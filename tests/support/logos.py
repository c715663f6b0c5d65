"""Logos for tests: pictures of one colour with something drawn in them."""

import io

from PIL import Image, ImageDraw


def logo(width: int = 900, height: int = 300, form: str = "PNG", colour: str = "#8a1048") -> bytes:
    """Return a picture with a bar in it."""
    picture = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(picture).rectangle((width // 8, height // 4, width * 7 // 8, height * 3 // 4), fill=colour)
    out = io.BytesIO()
    picture.save(out, form)
    return out.getvalue()
