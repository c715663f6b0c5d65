"""The desk (*de werkplek*): small pages in Dutch for the people who do the work, in a process of its own.

How to add a page:

1. Write a function `show(visit: Visit) -> PageAnswer`. A `Visit` (`visit.py`) holds the `Viewer` who is logged in, a
   session on the record (`visit.record`) that commits after the page was made, the day (`visit.on`), and what the
   request brought. Return `ShownPage(template, data)`, or `GoTo(path)` after something changed.
2. Write the template in `templates/werkplek/`, beginning with `{% extends "werkplek/basis.html" %}`; every form holds
   `{{ csrf_field }}`. No script or style in the page: the content security policy refuses both. There is one CSS file,
   `templates/werkplek/werkplek.css`.
3. Name it in a tuple of `DeskPage`s and add that to `PAGES` in `page_table.py`. A page without a permission cannot be
   written; who lacks it gets *Geen toegang*, and who is not logged in the page to log in. A page whose path holds
   `{zaak}` gets the case in `visit.case`, and with `in_case` the page of that case links to it: a case outside
   the reach of the viewer answers as one that does not exist, and that the page was read is recorded
   (`models/accounts/reading_trail.py`).
4. Lists show what `visible_cases(visit.viewer.reach)` selects (`models/accounts/reach.py`), and nothing else.
5. What a page changes, it changes through the functions of `tasks` that the run forms call, with `visit.viewer.code` as
   `door`.

Permissions stand in one table, `permissions.py`. `entering.py` logs in; `app.py` makes the app; `process.py` runs it.
"""
