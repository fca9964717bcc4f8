"""Inventory sites and the bins in them (reference §3.2: a bin is a site with a parent)."""

from collections.abc import Mapping
from typing import Any

from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Books, Refusal


@rule(22, "a bin is named under its own site", "assumed")
def check_bin(books: Books, site: Mapping[str, Any] | None, bin: Mapping[str, Any] | None) -> None:
    """Raise Refusal 3140 for a bin that does not lie in this site, or a site that is a bin."""
    if site and _parent(books, site):
        raise Refusal(
            3140,
            "There is an invalid reference to QuickBooks InventorySite"
            f' "{site["FullName"]}": it is a location inside a site.',
        )
    if bin and (not site or _parent(books, bin) != site["ListID"]):
        where = site["FullName"] if site else "no site"
        raise Refusal(
            3140,
            "There is an invalid reference to QuickBooks InventorySiteLocation"
            f' "{bin["FullName"]}" in {where}.',
        )


def _parent(books: Books, reference: Mapping[str, Any]) -> str:
    row = books.rows[reference["ListID"]]
    return str((row.values.get("ParentSiteRef") or {}).get("ListID", ""))
