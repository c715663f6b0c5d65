"""Reports to UWV: which of them count as made with the receipt number UWV gave, and what such a number looks like."""

import re

# Without proof of its receipt nobody can show that this report was made. Source: ZW 38(1); domain page of documents.
NEEDS_RECEIPT = frozenset({"melding_42_weken"})
GIVES_RECEIPT = NEEDS_RECEIPT | {
    "vangnetmelding_vierde_dag",
    "vangnetmelding_zes_weken",
    "vangnetmelding_dertien_weken",
    "vangnet_hersteldmelding",
    "vangnetmelding_loonstop",
    "ziek_uit_dienst_melding",
    "riv_ziek_uit_dienst",
    "wia_aanvraag",
    "riv_upload",
    "riv_aanvulling",
}
# Letters, digits and what stands between them. Digits alone are never eight or nine: a BSN is no receipt number.
RECEIPT_FORM = r"^ *([0-9]{4,7}|[0-9]{10,40}|[0-9]*[A-Za-z][0-9A-Za-z./-]{3,39}|[0-9]{1,7}[./-][0-9A-Za-z./-]{2,32}) *$"
_FORM, _BETWEEN = re.compile(RECEIPT_FORM), re.compile(r"[./ -]")


def receipt_digits(typed: str) -> str:
    """Return a receipt number without what stands between its signs."""
    return _BETWEEN.sub("", typed)


def is_receipt_number(typed: str) -> bool:
    """Tell whether this can be a receipt number: 4 to 40 letters and digits, at least one digit, and never a BSN."""
    bare = receipt_digits(typed)
    looks_personal = bare.isdigit() and len(bare) in (8, 9)
    return bool(_FORM.match(typed)) and any(sign.isdigit() for sign in bare) and not looks_personal
