"""Actions on a case as forms of the desk: made from the catalogue of facts, shown when valid, previewed, recorded once.

A form is a list of `DeskField`s (`form_fields.py`): show it with `velden` of `templates/werkplek/_velden.html`, and
read what was sent with `read_fields`, which names every field that is wrong at once.
"""
