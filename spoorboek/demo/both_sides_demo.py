"""`spoorboek demo --spoor-2`: a second track from both sides, with bureaus in processes of their own, over HTTPS."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from flows.engine.runs import prefect_client
from models.case_lookup import find_case
from models.connection import session
from spoorboek.demo.both_sides_screen import BothSides
from spoorboek.demo.bureau import https_process
from spoorboek.demo.bureau.certificate import certificate
from spoorboek.demo.bureau.other_side import OtherSide
from spoorboek.demo.demo import demo_platform, free_port, look_around
from spoorboek.demo.people import INVENTED_BUREAUS, invented_employee, invented_employer
from spoorboek.demo.time_lapse import StoryRun, await_rest, wake_cases
from spoorboek.demo.two_sides import EmployerSide, live_both_sides, second_track_story
from spoorboek.platform.bureau_door.app import PATH
from tasks.case_state import read_case_state
from tasks.channels.bringing import bring_due
from tasks.channels.bureau_keys import new_key

INTRO = """\
Een tweede spoor van twee kanten, van de eerste twijfel tot de laatste nazorg.
Links de werkgever, met Spoorboek. Rechts twee bureaus, elk een eigen programma
dat alleen weet wat het krijgt; de berichten gaan getekend over HTTPS. Een derde
bureau krijgt dezelfde vraag per mail, en zwijgt. Bureau Wegwijs stuurt ook iets
dubbel, iets met een valse handtekening en iets dat te groot is.
Dit duurt enkele minuten; Ctrl-C stopt alles.
"""
# The bureaus that have a process, and how they behave.
CONDUCTS: Mapping[str, Mapping[str, object]] = {
    "wegwijs": {
        "ways": {
            "ontvangstbevestiging": ["forged", "as_agreed", "as_agreed"],
            "trajectplan": ["oversized", "as_agreed"],
        }
    },
    "koers": {"declines": True},
}


def run_both_sides(console: Console, *, stay: bool | None = None) -> None:
    """Live a whole second track between the platform and two bureaus, show both sides, and print the verdict.

    `stay`: see `run_demo`.
    """
    with TemporaryDirectory(prefix="spoorboek-demo-") as folder:
        certificate(Path(folder))
        pem, port = Path(folder) / "server.pem", free_port()
        door = {"PORT": str(port), "CERTIFICATE": str(pem), "CERTIFICATE_KEY": str(pem)}
        environment = {f"SPOORBOEK_BUREAU_{name}": value for name, value in door.items()}
        environment["SSL_CERT_FILE"] = str(pem)  # whom to trust: read by whoever brings a message to a bureau
        with demo_platform(console, INTRO, environment) as platform, _bureaus(pem, port) as bureaus:
            employer = _employer()
            screen = BothSides(console, {code: name for code, name, _ in INVENTED_BUREAUS})
            for exchange in live_both_sides(employer, bureaus):
                screen.show(read_case_state(employer.number), exchange)
            screen.end(read_case_state(employer.number))
            look_around(platform, console, stay=stay)


def _employer() -> EmployerSide:
    with session() as writing:
        story_run = StoryRun(second_track_story(), invented_employee(writing, 0).id)
    return EmployerSide(story_run, _wake, bring_due, lambda: _rest(story_run.numbers))


def _wake(numbers: Sequence[str]) -> None:
    with prefect_client() as prefect:
        await_rest(prefect, wake_cases(prefect, numbers))


def _rest(numbers: Sequence[str]) -> None:
    """Wait until cases that the end point woke are asleep again."""
    with session() as reading:
        runs = [find_case(reading, number).flow_run_id for number in numbers]
    with prefect_client() as prefect:
        await_rest(prefect, [run for run in runs if run])


@contextmanager
def _bureaus(pem: Path, door: int) -> Iterator[dict[str, OtherSide]]:
    """Run bureaus that have a key, and that the register knows by their address."""
    running: dict[str, OtherSide] = {}
    employer = f"https://127.0.0.1:{door}{PATH}"
    with ExitStack() as stack:
        for code, conduct in CONDUCTS.items():
            port = free_port()
            with session() as writing:
                invented_employer(writing)  # and with it the bureaus
                key = new_key(writing, code, timedelta(days=1), f"https://127.0.0.1:{port}{https_process.PATH}")
            known = {"key": key.name, "secret": key.secret, "port": port, "certificate": str(pem)}
            bureau = OtherSide(https_process.__name__, {**known, "employer": employer, "conduct": conduct})
            running[code] = stack.enter_context(bureau)
        yield running
