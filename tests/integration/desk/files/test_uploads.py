"""Files that come in: with limits, only with a form of ours, and nothing left of them, whatever happens."""

import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from support.desk_site import DeskClient, DeskSite, text_of
from support.hostile.papers import pdf

from models.tables import Case
from spoorboek.desk.sent_files import SentFile, plain_file_name
from tasks.papers.file_kinds import MOST_BYTES

BOUNDARY = "grens"
OURS = {"Sec-Fetch-Site": "same-origin", "Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


@pytest.fixture(autouse=True)
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]) -> Path:
    """Give the installation a folder of its own; return where files come in."""
    monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path))
    fresh()
    return tmp_path / "inkomend"


@pytest.fixture
def path(make_case: Callable[..., Case]) -> str:
    """Return the path of the papers of a case."""
    return f"/zaak/{make_case().number}/stukken"


def part(name: str, content: bytes, headers: str = "") -> bytes:
    """Write one part of a form as it is sent."""
    return (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{headers}\r\n\r\n'.encode() + content + b"\r\n"
    )


def sent_raw(
    client: DeskClient, path: str, *parts: bytes, end: bytes = b"--grens--\r\n", **headers: str
) -> tuple[int, str]:
    """Send a form as it is written; return the status and what the page says."""
    answer = client.post(path, content=b"".join(parts) + end, headers=OURS | headers)
    return answer.status_code, text_of(answer)


def test_a_file_is_taken_from_a_form_of_ours_alone(desk: DeskSite, path: str, inbox: Path) -> None:
    """The token comes before the file, or no byte of it is kept; so does what the browser says of the site."""
    client = desk.log_in("casemanager", everyone=True)
    token, file = part("csrf", client.csrf.encode()), part("bestand", pdf(), '; filename="a.pdf"')
    action = part("actie", b"opnemen") + part("soort", b"gespreksverslag") + part("formulier", str(uuid4()).encode())
    other = part("csrf", desk.log_in("casemanager").csrf.encode())
    for parts in ((action, file), (action, file, token), (other, action, file), (token, token, action, file)):
        assert sent_raw(client, path, *parts)[0] == 403
    assert sent_raw(client, path, token, action, file, **{"Sec-Fetch-Site": "cross-site"})[0] == 403
    assert not inbox.exists()
    assert sent_raw(client, path, token, action, file)[0] == 303
    assert list(inbox.iterdir()) == []


def test_a_form_with_files_is_read_with_limits(desk: DeskSite, path: str, inbox: Path) -> None:
    """What is too large, too much, cut off or no form is refused with one page in Dutch, and nothing of it is left."""
    client = desk.log_in("casemanager", everyone=True)
    token, file = part("csrf", client.csrf.encode()), part("bestand", b"x" * 100, '; filename="a"')
    large = part("bestand", b"x" * (MOST_BYTES + 1), '; filename="a.pdf"')
    status, told = sent_raw(client, path, token, large)
    assert (status, "te groot" in told, "10 MB" in told) == (413, True, True)
    status, told = sent_raw(client, path, token, part("bestand", b"x" * (MOST_BYTES + 700_000), '; filename="a.pdf"'))
    assert (status, "te groot" in told) == (413, True)
    wrong: list[tuple[bytes, ...]] = [
        (token, file, part("bestand", b"y", '; filename="b"')),
        (token, *[part(f"veld{number}", b"") for number in range(300)]),
        (token, part("lang", b"x" * 300_000)),
        (token, part("bestand", b"x", '; filename="a"\r\nX-Kop: ' + "x" * 5000)),
        (token, part("bestand", b"x", '; filename="a"' + "\r\nX-Kop: x" * 20)),
        (token, part("veld", b"\xff\xfe")),
        (b"--grens\r\n\r\nzonder kop\r\n",),
        (b"geen formulier",),
        (b"--grens\r\nContent-Disposition: form-data\r\n\r\nx\r\n",),
    ]
    for parts in wrong:
        assert sent_raw(client, path, *parts)[0] == 400, parts[-1][:60]
    for end in (b"", b"--gren", b"--anders--"):
        assert sent_raw(client, path, token, file, end=end)[0] == 400
    assert sent_raw(client, path, token, **{"Content-Type": "multipart/form-data"})[0] == 400
    assert client.send_file("/account", "a.pdf", pdf()).status_code == 400
    assert list(inbox.iterdir()) == []


def test_what_is_too_large_is_refused_before_it_comes(desk: DeskSite, path: str) -> None:
    """The answer does not wait for the gigabytes that a request announces; nor does that to who may not send them."""
    client = desk.log_in("casemanager", everyone=True)
    host, port = desk.url.removeprefix("http://").split(":")
    for cookie, status in ((client.cookies["werkplek"], b" 413 "), ("niemand", b" 303 ")):
        head = f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: werkplek={cookie}\r\n"
        head += (
            f"Content-Length: 5000000000\r\nContent-Type: {OURS['Content-Type']}\r\nSec-Fetch-Site: same-origin\r\n\r\n"
        )
        with socket.create_connection((host, int(port)), timeout=30) as connection:
            connection.sendall(head.encode() + b"x" * 1000)
            assert status in connection.recv(200)


def test_a_connection_that_breaks_leaves_nothing(desk: DeskSite, path: str, inbox: Path) -> None:
    """Half a file is no file: nothing is kept, and the next one comes in as ever."""
    client = desk.log_in("casemanager", everyone=True)
    host, port = desk.url.removeprefix("http://").split(":")
    head = f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: werkplek={client.cookies['werkplek']}\r\n"
    head += f"Content-Length: 900000\r\nContent-Type: {OURS['Content-Type']}\r\nSec-Fetch-Site: same-origin\r\n\r\n"
    begun = part("csrf", client.csrf.encode()) + part("bestand", b"x" * 400_000, '; filename="a.pdf"')
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(head.encode() + begun)
    assert "nog geen stuk ontvangen" in text_of(client.get(path))
    taken = client.send_file(path, "a.pdf", pdf(), actie="opnemen", soort="gespreksverslag")
    assert taken.headers["location"].endswith("/stukken/1")
    assert list(inbox.iterdir()) == []


def test_many_bring_the_same_file_at_once(desk: DeskSite, path: str) -> None:
    """It is taken once; the others are told that it is here, and one form counts once."""
    client, form = desk.log_in("casemanager", everyone=True), str(uuid4())

    def bring(number: int) -> str:
        own = desk.visitor()
        own.cookies.update(client.cookies)
        more = {"formulier": form} if number < 4 else {}
        answer = own.send_file(path, "a.pdf", pdf(), actie="opnemen", soort="gespreksverslag", **more)
        return answer.headers.get("location", str(answer.status_code))

    with ThreadPoolExecutor(8) as several:
        landed = list(several.map(bring, range(8)))
    assert sum(each.endswith("/stukken/1") for each in landed) <= 1
    assert all("/stukken" in each for each in landed)
    assert text_of(client.get(path)).count("Openen stuk") == 1


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Kim\\plan.pdf", "plan.pdf"),
        ("..", ""),
        ("a\0b\r\n\x1b[2Jc.pdf", "ab[2Jc.pdf"),
        ("‮fdp.exe", "fdp.exe"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("Zoë’s plan (2).pdf", "Zoë’s plan (2).pdf"),
    ],
)
def test_a_name_of_a_file_is_no_path(name: str, plain: str) -> None:
    """Of what a browser sends stays the last part, without signs that nobody sees."""
    assert plain_file_name(name) == plain


def test_a_file_on_disk_is_readable_by_nobody(inbox: Path) -> None:
    """It has no name there, and its content is not what was sent; it reads back whole."""
    file = SentFile.begin("a.pdf")
    content = b"Tamar Kanarie " * 10_000
    for start in range(0, len(content), 997):
        file.add(content[start : start + 997])
    assert file.read() == content
    assert list(inbox.iterdir()) == []
    assert inbox.stat().st_mode & 0o077 == 0
    raw = file._file
    raw.seek(0)
    assert b"Kanarie" not in raw.read()
    file.close()
    assert raw.closed
