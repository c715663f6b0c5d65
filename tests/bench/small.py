"""What needs no platform: one plan, one letter, one command."""

import json
import multiprocessing
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from statistics import median

from bench.figure import Figure, below


def best_of(action: Callable[[], object], rounds: int, inner: int) -> float:
    """Return the median seconds of one call, over several rounds of `inner` calls."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        for _ in range(inner):
            action()
        times.append((time.perf_counter() - began) / inner)
    return median(times)


def verdict() -> list[Figure]:
    """Time the verdict on a second track of half a year, on the last days of it, and on a weak one."""
    from support.second_track.tracks import after, sound_track, timetable

    from spoorboek.statute.second_track.adequacy import assess

    case, sound = timetable(), sound_track()
    weak = sound_track(plans=(), reports=sound.reports[:1], logs=(), end=None)
    named = {"the verdict on a sound track": sound, "… on a weak one": weak}
    return [
        below(name, best_of(lambda track=track: assess(case, (track,), after(208)), 20, 50) * 1e6, 1000, "µs")
        for name, track in named.items()
    ]


def plan() -> list[Figure]:
    """Time the plan of a plain case, of one with two interruptions, and of one whose second track runs."""
    from spoorboek.statute.facts import CaseFacts, Recovery
    from spoorboek.statute.referrals.referral import Move, ReferralFacts
    from spoorboek.statute.timeline.timeline import timeline

    plain = CaseFacts(date(2026, 1, 5))
    gaps = CaseFacts(
        date(2026, 1, 5),
        recoveries=(Recovery(date(2026, 3, 16), date(2026, 4, 5)), Recovery(date(2026, 8, 3), date(2026, 8, 12))),
    )
    moves = (
        Move("voorbereid", date(2027, 1, 4)),
        Move("uitvraag", date(2027, 1, 5)),
        Move("aangeboden", date(2027, 1, 8), starts_on=date(2027, 1, 19)),
        Move("gekozen", date(2027, 1, 9)),
        Move("aangemeld", date(2027, 1, 11)),
        Move("bevestigd", date(2027, 1, 12)),
        Move("intake_gepland", date(2027, 1, 13), at=date(2027, 1, 19)),
        Move("intake_gehouden", date(2027, 1, 19)),
        Move("trajectplan", date(2027, 1, 29)),
        Move("loopt", date(2027, 2, 3), until=date(2027, 8, 4)),
    )
    track = CaseFacts(date(2026, 1, 5), referrals=(ReferralFacts(1, moves, (date(2027, 3, 17), date(2027, 4, 28))),))
    return [
        below("the plan of one case", best_of(lambda: timeline(plain), 20, 50) * 1e6, 300, "µs"),
        below("… with two interruptions", best_of(lambda: timeline(gaps), 20, 50) * 1e6, 300, "µs"),
        below("… with a running second track", best_of(lambda: timeline(track), 20, 50) * 1e6, 400, "µs"),
    ]


def shortlist() -> list[Figure]:
    """Time the shortlist of one case from 2,000 bureaus that all fit, with prices, terms and a record."""
    from spoorboek.statute.policy.policy_reader import house_policy
    from spoorboek.statute.second_track.kept_promises import KeptPromises, PromiseCount
    from spoorboek.statute.second_track.shortlist import (
        BureauDemand,
        RegisteredBureau,
        ServicePrice,
        make_shortlist,
    )

    house, day = house_policy(), date(2026, 11, 30)
    services, specialisms = sorted(house.choices["service"]), sorted(house.choices["specialism"])
    register = [
        RegisteredBureau(
            f"bureau-{number}",
            rank=number % 7,
            services=frozenset(services),
            specialisms=frozenset(specialisms[number % 9 : number % 9 + 4]),
            certificates={"oval": date(2027, 1, 1)},
            capacity=20,
            occupied=number % 19,
            waiting_days=number % 41,
            prices=tuple(ServicePrice(each, 90_000 + 37 * number, date(2026, 1, 1)) for each in services),
            promises=KeptPromises(*(PromiseCount(number % (of + 1), of) for of in (11, 7, 5, 3))),
        )
        for number in range(2000)
    ]
    asks = BureauDemand(
        day, "35", frozenset({"spoor_2", "coaching"}), frozenset(specialisms[2:5]), preferred="bureau-8"
    )
    seconds = best_of(lambda: make_shortlist(register, asks, house.shortlist), 20, 1)
    return [below("a shortlist of 2,000 bureaus", seconds * 1e3, 50, "ms")]


def letter() -> list[Figure]:
    """Time one document of each kind, a letter and a form among them, and many of all kinds on two cores."""
    from templates.samples.sample_cases import MADE_ON

    _warm_up()
    seconds = {key: best_of(lambda key=key: _make(key), 5, 1) for key in sorted(MADE_ON)}
    keys = sorted(MADE_ON) * 8
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn"), _warm_up) as pool:
        list(pool.map(_make, keys[:2]))
        began = time.perf_counter()
        list(pool.map(_make, keys, chunksize=4))
        thousand = (time.perf_counter() - began) / len(keys) * 1000
    return [
        below("one letter (PDF/A)", seconds["verzoek_probleemanalyse"] * 1e3, 80, "ms"),
        below("… the median of all kinds", median(seconds.values()) * 1e3, 80, "ms"),
        Figure("… a form of three pages, with sixty fields", f"{seconds['plan_van_aanpak'] * 1e3:,.3g} ms"),
        below("1,000 documents of all kinds, on two cores", thousand, 120, "s"),
    ]


def _warm_up() -> None:
    _make("verzoek_probleemanalyse")


def _make(key: str) -> None:
    """Make one document of the full sample."""
    from templates.document_maker import make_document
    from templates.samples.sample_cases import full

    make_document(key, full(key))


def bundle() -> list[Figure]:
    """Time a bundle of 25 parts: forms of ours, papers of others, scans and Word documents."""
    from support.dossier.sample_bundle import sample_bundle, sample_contents

    contents = sample_contents()
    seconds = best_of(lambda: sample_bundle(contents), 3, 1)
    return [below("a bundle of 25 parts, one PDF and one ZIP", seconds, 3, "s")]


def command_line() -> list[Figure]:
    """Time `spoorboek timeline` as a whole process."""
    with tempfile.TemporaryDirectory() as folder:
        facts = Path(folder) / "facts.json"
        facts.write_text(json.dumps({"first_sick_day": "2026-01-05"}))
        command = [sys.executable, "-m", "spoorboek.cli", "timeline", str(facts), "--format", "json"]
        seconds = best_of(lambda: subprocess.run(command, check=True, capture_output=True), 7, 1)
    return [below("`spoorboek timeline`, whole process", seconds, 0.5, "s")]
