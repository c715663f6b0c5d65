"""Bars as a page draws them: within the picture, in proportion, each with its number in words."""

from hypothesis import given
from hypothesis import strategies as st

from tasks.views.overview.bar_picture import (
    LEFT,
    NAME_WIDTH,
    TOP,
    WIDTH,
    BarPicture,
    BarSeries,
    draw_columns,
    draw_rows,
)

NUMBERS = st.one_of(st.integers(0, 10**7), st.floats(0, 100, allow_nan=False).map(lambda each: round(each, 2)))


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=40))
def test_every_bar_lies_within_the_picture(pairs: list[tuple[float, float]]) -> None:
    """Of any numbers: no bar is wider or higher than there is room, and none of a series without a number."""
    names = [f"naam {place}" for place in range(len(pairs))]
    series = [BarSeries("eerste", [pair[0] for pair in pairs]), BarSeries("tweede", [pair[1] for pair in pairs])]
    for draw, left in ((draw_columns, LEFT), (draw_rows, NAME_WIDTH)):
        picture = draw("Tekening", names, series)
        assert len(picture.bars) == sum(value > 0 for pair in pairs for value in pair)
        for bar in picture.bars:
            assert left - 0.01 <= bar.x <= bar.x + bar.width <= WIDTH + 0.01
            assert -0.01 <= bar.y <= bar.y + bar.height <= picture.height + 0.01
        if draw is draw_columns:
            assert all(bar.y >= TOP - 0.01 for bar in picture.bars)


def sizes(picture: BarPicture) -> list[float]:
    """Return the heights of the bars, as shares of the highest."""
    highest = max(bar.height for bar in picture.bars)
    return [round(bar.height / highest, 3) for bar in picture.bars]


def test_a_column_says_what_it_is() -> None:
    """Twice the number is twice as high; words and legend name the series, the total stands above."""
    picture = draw_columns(
        "Werk", ["ma", "di"], [BarSeries("wet", [1000, 500]), BarSeries("norm", [0, 1500])], " stappen"
    )
    assert sizes(picture) == [0.667, 0.333, 1.0]
    assert [bar.words for bar in picture.bars] == [
        "ma, wet: 1.000 stappen",
        "di, wet: 500 stappen",
        "di, norm: 1.500 stappen",
    ]
    assert picture.legend == [("a", "wet"), ("b", "norm")]
    assert {"1.000", "2.000", "ma", "di"} <= {word.text for word in picture.texts}
    assert picture.words == "ma: 1.000 stappen; di: 2.000 stappen."
    assert draw_columns("Werk", ["ma"], [BarSeries("wet", [0.4])], "%").words == "ma: 0,4%."
    assert draw_columns("Werk", [], [BarSeries("wet", [])]).bars == []


def test_whole_numbers_have_whole_lines() -> None:
    """Nobody has half a case."""
    picture = draw_columns("Zaken", ["jan"], [BarSeries("zaken", [1])])
    assert {word.text for word in picture.texts} == {"1", "jan"}


def test_what_is_not_known_is_no_nought() -> None:
    """Neither drawn nor said as a number; a nought is."""
    picture = draw_columns("Verzuim", ["jan", "feb", "mrt"], [BarSeries("verzuim", [2.5, None, 0])], "%")
    assert picture.words == "jan: 2,5%; feb: niet bekend; mrt: 0%."
    assert len(picture.bars) == 1
    assert [word.text for word in picture.texts].count("—") == 1
