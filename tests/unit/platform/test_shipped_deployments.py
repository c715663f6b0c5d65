"""The file with deployments: what is wrong in it is told before anything runs."""

from pathlib import Path

import pytest

from flows.engine.shipped_deployments import DeploymentsError, read_deployments

GOOD = "{name: a, entrypoint: 'spoorboek.errors:InputError'}"


def test_the_file_of_the_product_is_good() -> None:
    """Every entry names a flow that exists, by module."""
    entries = read_deployments()
    assert len(entries) > 10
    assert all("/" not in entry["entrypoint"] for entry in entries)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("deployments: [", r"regel \d+ is geen geldige YAML"),
        ("deployments: {a: b}", "verwacht een lijst onder `deployments`"),
        ("iets anders", "verwacht een lijst onder `deployments`"),
        ("", "verwacht een lijst onder `deployments`"),
        (f"deployments: [{GOOD}, {{name: b}}]", "deployment 2: verwacht ten minste `name` en `entrypoint`"),
        ("deployments: [{name: a, entrypoint: 'flows.weg:weg'}]", r"deployment 1 \(a\): `flows.weg:weg` bestaat niet"),
        (
            "deployments: [{name: a, entrypoint: 'flows.upkeep.send_mail:weg'}]",
            r"`flows.upkeep.send_mail:weg` bestaat niet",
        ),
        (f"deployments: [{GOOD[:-1]}, schedules: [{{cron: x}}]}}]", "een schema heeft `cron` en `timezone` nodig"),
    ],
)
def test_a_broken_file_is_told_with_its_place(text: str, told: str, tmp_path: Path) -> None:
    """One message: which file, which entry, what was expected."""
    file = tmp_path / "prefect.yaml"
    file.write_text(text)
    with pytest.raises(DeploymentsError, match=told) as refused:
        read_deployments(file)
    assert str(file) in str(refused.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """The message names the file."""
    with pytest.raises(DeploymentsError, match=r"ontbreekt: .*weg\.yaml"):
        read_deployments(tmp_path / "weg.yaml")
