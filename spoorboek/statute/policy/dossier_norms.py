"""When the house calls a dossier incomplete, and whom it tells: its own norms, for the law names no numbers here."""

from typing import NamedTuple


class DossierNorms(NamedTuple):
    """The norms of the nightly check of dossiers. Calendar days."""

    paper_within: int = 14  # for a paper to come in after what it shows was done
    looked_at_within: int = 7  # for somebody to look at a paper that came in
    copy_within: int = 7  # for the employee to have a copy of the report
    opinion_within: int = 14  # for the opinion of the employee after the last evaluation
    evaluated_early: int = 14  # before the time of an agreed moment, and still an evaluation of it
    norm_grace: int = 7  # after a day that the law does not name
    advice_near: int = 14  # between an advice and the date of its paper


USUAL_DOSSIER_NORMS = DossierNorms()
