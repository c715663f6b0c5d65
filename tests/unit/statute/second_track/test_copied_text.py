"""By what a report is known to be a copy of another."""

import pytest

from spoorboek.statute.second_track.copied_text import normal_words


@pytest.mark.parametrize(
    "copy",
    [
        "Op maandag 3 maart spraken wij over werk.",
        "op dinsdag 14 april SPRAKEN wij,\nover   werk!",
        "Op vrijdag 1 jan. 2027 spraken wij over werk",
        "Op \uff37oensdag spraken wij over werk".replace("\uff37", "w"),
        "\uff2f\uff50 spraken wij over werk",
    ],
)
def test_a_copy_with_other_dates_is_the_same(copy: str) -> None:
    """Dates, numbers, punctuation, capitals, the width of letters and the breaks of lines do not count."""
    assert normal_words(copy) == "op spraken wij over werk"


def test_other_words_are_another_text() -> None:
    """One word more or another order is no copy; letters with accents are letters."""
    assert normal_words("Wij spraken over werk") != normal_words("Wij spraken over ander werk")
    assert normal_words("werk wij") != normal_words("wij werk")
    assert normal_words("Eén idee_en 2e plan") == "eén idee en e plan"
