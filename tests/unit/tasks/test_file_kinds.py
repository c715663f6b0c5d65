"""What a file is, and whether it may come in: by its content alone."""

from contextlib import suppress

import pytest
from support.hostile.papers import HOSTILE, SOUND

from tasks.papers.file_kinds import JPEG, PDF, PNG, WORD, checked_type
from tasks.papers.refusals import UnfitFile


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_paper_comes_in(name: str) -> None:
    """Whatever program made it; a link, data beside it or a lock on changing it are no harm."""
    wanted = {"pdf": PDF, "docx": WORD, "jpeg": JPEG, "png": PNG}[name.partition("_")[0]]
    assert checked_type(SOUND[name]()) == wanted


@pytest.mark.parametrize("name", HOSTILE)
def test_an_unfit_file_is_refused_with_its_reason(name: str) -> None:
    """Empty, too large, of another kind, damaged, locked, or carrying something that runs."""
    reason, make = HOSTILE[name]
    with pytest.raises(UnfitFile) as refused:
        checked_type(make())
    assert refused.value.reason == reason


def test_no_cut_of_a_sound_paper_breaks_the_check() -> None:
    """Whatever is cut off, or flipped, the answer is a type or a reason; never another error."""
    for make in SOUND.values():
        content = make()
        for at in range(1, len(content), max(1, len(content) // 25)):
            for changed in (content[:at], content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]):
                with suppress(UnfitFile):
                    assert checked_type(changed) in (PDF, WORD, JPEG, PNG)
