"""Read the YAML data files of the statute, and texts that people made of them."""

from collections.abc import Sequence
from datetime import date, timedelta
from importlib.resources import files
from itertools import pairwise
from typing import Any

import yaml

from spoorboek.outside.yaml_json import LOADER
from spoorboek.statute.days.calendar import dutch_date


def read_data(name: str) -> Any:
    """Return the parsed content of a data file, such as `law/values.yaml`."""
    return yaml.load(data_text(name), Loader=LOADER)


def data_text(name: str) -> str:
    """Return the text of a data file, such as `law/values.yaml`, inside `spoorboek/statute`."""
    return files("spoorboek.statute").joinpath(name).read_text(encoding="utf-8")


def require_adjoining_periods(what: str, periods: Sequence[tuple[date, date | None]]) -> None:
    """Require that periods, given in order, neither overlap nor leave a gap; else ValueError with a Dutch message."""
    for (_, until), (from_, _) in pairwise(periods):
        if until is None or from_ != until + timedelta(days=1):
            ends = f"t/m {dutch_date(until)}" if until else "zonder einde"
            raise ValueError(
                f"{what}: op {dutch_date(from_)} begint een nieuwe periode, maar de vorige loopt {ends}. Laat "
                f"ze aansluiten"
            )
