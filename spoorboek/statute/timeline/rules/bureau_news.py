"""Special rules for what a bureau must hear: it was told, or has nothing to do with it any more."""

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.plan import Milestone
from spoorboek.statute.second_track_facts import BureauNews
from spoorboek.statute.timeline.course import Course
from spoorboek.statute.timeline.rules.special_rule import finish, lapse, special_rule

HEARD, NO_BUREAU, STEP = "bureau_weet_het", "geen_bureau_meer", "belastbaarheid_doorgeven"


def _news(course: Course, milestone: Milestone) -> BureauNews:
    known_on = course.series["bureau_news"][milestone.occurrence]
    return next(news for news in course.facts.bureau_news if news.known_on == known_on)


@special_rule(
    HEARD,
    STEP,
    replaces="niets: het bureau weet het",
    when=lambda course: bool(course.facts.bureau_news),
    says="De wijziging is aan het bureau doorgegeven, of staat al in zijn rapport.",
)
def bureau_was_told(course: Course, milestone: Milestone) -> Milestone:
    """Regard news as told by the first report that says so.

    Source: BBK 5: "adviseert over aanpassing van het plan van aanpak"; docs/wet/second-track.md, The verdict.
    """
    heard = _news(course, milestone).told_on
    return finish(milestone, HEARD, f"Doorgegeven op {dutch_date(heard)}.") if heard else milestone


@special_rule(
    NO_BUREAU,
    STEP,
    replaces="wat niet meer nodig is",
    when=lambda course: any(news.ended_on for news in course.facts.bureau_news),
    says="Het traject is geëindigd; er is geen bureau meer dat het moet weten.",
)
def nobody_left_to_tell(course: Course, milestone: Milestone) -> Milestone:
    """Let news lapse that no bureau waits for any more, because its trajectory ended.

    Source: BBK 9: "Gedurende het gehele proces van zoeken"; docs/wet/second-track.md, The verdict.
    """
    ended = _news(course, milestone).ended_on
    return lapse(milestone, NO_BUREAU, f"Het traject eindigde op {dutch_date(ended)}.") if ended else milestone
