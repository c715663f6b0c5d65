"""Which worker of a test run takes which tests: two platforms at most are shared, and what takes long begins first.

A platform costs a quarter of a minute of computing to start. So all files that share one go to one worker, in two
lanes; a file that starts a platform of its own goes by itself, as does every other file. What waits for a server and
what computes then run beside each other to the end.
"""

import re
from functools import cache

from support.repository import ROOT
from xdist.scheduler import LoadFileScheduling

BY_THE_BROWSER = ("tests/stories/test_engine.py", "tests/browser/")
SERVERS = (*BY_THE_BROWSER, "tests/flows/", "tests/served/", "tests/integration/platform/")
BEGIN_WITH = (*SERVERS, "tests/unit/statute/", "tests/integration/")
SHARES_A_PLATFORM = re.compile(r'\bplatform: Platform\b|usefixtures\("platform"')
STARTS_ITS_OWN = re.compile(r"\b(own|new)_platform\b")


class PlatformScheduling(LoadFileScheduling):
    """Hand out files, and the files of a lane as one."""

    def _split_scope(self, nodeid: str) -> str:
        return lane_of(super()._split_scope(nodeid))


@cache
def lane_of(file: str) -> str:
    """Return the name of the lane of a test file; its own when it shares no platform."""
    if file.startswith(BY_THE_BROWSER):
        return "stories and browser"
    text = (ROOT / file).read_text(encoding="utf-8")
    return "flows" if SHARES_A_PLATFORM.search(text) and not STARTS_ITS_OWN.search(text) else file


def turn_of(file: str) -> int:
    """Return the place of a test file in the run: what waits for servers first, short computing last."""
    return next((turn for turn, start in enumerate(BEGIN_WITH) if file.startswith(start)), len(BEGIN_WITH))
