"""Find and read the templates of a house: in its folder, by the same relative names as the shipped ones.

`sjablonen/brief/x.html` holds for all, `sjablonen/werkgever/CODE/brief/x.html` for one employer. No link below that
folder is followed.
"""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote, unquote

from spoorboek.outside.files import reason_of
from spoorboek.outside.plain_words import harm_in
from spoorboek.outside.suggestions import meant_or_known
from spoorboek.settings import settings
from templates.own.faults import OwnTemplateRefused, TemplateFault
from templates.template_catalogue import Template, catalogue

OWN_FOLDER, OF_EMPLOYER = "sjablonen", "werkgever"
MOST_BYTES, MOST_FILES = 100_000, 2000
MADE_FROM = re.compile(r"\{#-? *gemaakt van (?P<key>\w+) versie (?P<version>[0-9]{1,6}) *-?#\}")
SHORT = 8  # digits of a hash, on paper
ANONYMOUS = "uitvraag_spoor_2"  # it must not tell from which house it comes
UNREADABLE = "*"  # in place of what is in a folder
MARK_OF_UTF8 = "\ufeff"


@dataclass(frozen=True)
class OwnTemplate:
    """A template of a house. `path`: below the folder of own templates. `employer`: its code, None when of all."""

    template: Template
    path: str
    text: str
    employer: str | None = None

    @cached_property
    def sha256(self) -> str:
        """Return the hash of its text, in hex."""
        return sha256(self.text.encode()).hexdigest()

    @property
    def made_from(self) -> int | None:
        """Return the version of the shipped template it was made from, as its first line says; None without."""
        said = MADE_FROM.match(self.text)
        return int(said["version"]) if said and said["key"] == self.template.key else None

    @property
    def mark(self) -> str:
        """Return how the foot of a page names it: loose pages tell which text they were made of."""
        return f" eigen {self.sha256[:SHORT]}"


def own_folder() -> Path:
    """Return the folder of this installation in which own templates stand; it need not be there."""
    return settings().home / OWN_FOLDER


def overridable() -> dict[str, Template]:
    """Return the shipped templates by path that a house may put its own in the place of."""
    rows = catalogue().values()
    return {row.source: row for row in rows if row.family != "bericht" and row.key != ANONYMOUS}


def employer_folder(code: str) -> str | None:
    """Return the name of the folder of an employer; None when no folder can be named so."""
    return quote(code, safe="") if code.strip(".") else None


def find_own(folder: Path, template: Template, employer: str | None) -> OwnTemplate | None:
    """Return the template of a house for a document, that of the employer first; None when there is none.

    Raises OwnTemplateRefused when there is one that cannot be read.
    """
    if template.source not in overridable():
        return None
    below = employer_folder(employer) if employer else None
    places = [(f"{OF_EMPLOYER}/{below}/{template.source}", employer)] if below else []
    for path, of in (*places, (template.source, None)):
        if _is_there(folder / path):
            return OwnTemplate(template, path, read_own(folder, path), of)
    return None


def _is_there(path: Path) -> bool:
    """Tell whether there is anything at a path; what cannot be looked at is there, so that somebody hears of it."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def all_own(folder: Path) -> Iterator[tuple[str, OwnTemplate | TemplateFault]]:
    """Yield each file in a folder of own templates by its path: the template, or why it is none; in order of paths."""
    for count, path in enumerate(_files(folder)):
        if count == MOST_FILES:
            yield ".", _fault("te_veel", f"meer dan {MOST_FILES} bestanden", "een map met alleen sjablonen",
                              "kijk of dit de goede map is")  # fmt: skip
            return
        source, employer = _named(path)
        try:
            template = _template_at(source)
            yield path, OwnTemplate(template, path, read_own(folder, path), employer)
        except OwnTemplateRefused as refused:
            yield path, refused.faults[0]


def read_own(folder: Path, path: str) -> str:
    """Return the text of a template below a folder. Raises OwnTemplateRefused for a link, and for what is no text."""
    try:
        content = _bytes_of(folder, path)
    except (OSError, ValueError) as error:
        expected = "een gewoon bestand dat Spoorboek mag lezen, in gewone mappen, zonder koppelingen"
        fault = _fault(
            "onleesbaar", f"kan niet worden gelezen: {reason_of(error)}", expected, "zet het bestand zelf neer"
        )
        raise OwnTemplateRefused(fault) from None
    if len(content) > MOST_BYTES:
        most = f"ten hoogste {MOST_BYTES // 1000} kB"
        fault = _fault("te_groot", "het bestand is te groot", most, "haal weg wat geen tekst van de brief is")
        raise OwnTemplateRefused(fault)
    try:
        text = content.decode("utf-8").removeprefix(MARK_OF_UTF8).replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        fault = _fault("codering", "geen tekst in UTF-8", "UTF-8", "bewaar het bestand opnieuw, als UTF-8", line)
        raise OwnTemplateRefused(fault) from None
    if harm := harm_in(text, "\n\t"):
        fault = _fault("tekens", f"onleesbare tekens: {harm}", "gewone tekst", "typ die plaats opnieuw")
        raise OwnTemplateRefused(fault)
    return text


def _bytes_of(folder: Path, path: str) -> bytes:
    """Read a file, opening folder by folder without following a link: what was looked at is what is read."""
    inside = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    *folders, name = path.split("/")
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for each in folders:
            below = os.open(each, inside | os.O_DIRECTORY, dir_fd=held)
            os.close(held)
            held = below
        descriptor = os.open(name, inside, dir_fd=held)
    finally:
        os.close(held)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ValueError
        return file.read(MOST_BYTES + 1)


def _files(folder: Path) -> Iterator[str]:
    """Yield what lies in a folder, by path, but for what programs hide there; a link to a folder is not entered."""
    try:
        listed = sorted(folder.iterdir())
    except OSError:
        yield UNREADABLE
        return
    for each in listed:
        if each.name.startswith(".") or each.name.endswith("~"):
            continue
        if each.is_dir() and not each.is_symlink():
            yield from (f"{each.name}/{below}" for below in _files(each))
        else:
            yield each.name


def _named(path: str) -> tuple[str, str | None]:
    """Return which shipped template a path is named after, and the employer it is for."""
    first, _, rest = path.partition("/")
    code, _, source = rest.partition("/")
    return (source, unquote(code)) if first == OF_EMPLOYER else (path, None)


def _template_at(source: str) -> Template:
    if source.endswith(UNREADABLE):
        todo = "geef de gebruiker van Spoorboek daar rechten"
        fault = _fault("onleesbaar", "deze map kan niet worden gelezen", "een map die Spoorboek mag lezen", todo)
        raise OwnTemplateRefused(fault)
    known = overridable()
    if source in known:
        return known[source]
    about = (
        "een eigen layout, mail of bericht kan niet" if source.split("/")[0] in ("layout", "mail", "bericht") else ""
    )
    meant = about or meant_or_known(source, known, most=3).rstrip(".")
    expected = "een naam zoals `spoorboek templates list` noemt, in kleine letters"
    todo = "geef het bestand die naam, of haal het weg"
    raise OwnTemplateRefused(_fault("onbekend", f"geen document heet zo ({meant})", expected, todo))


def _fault(code: str, what: str, expected: str, todo: str, line: int | None = None) -> TemplateFault:
    return TemplateFault(code, what, expected, todo, line)
