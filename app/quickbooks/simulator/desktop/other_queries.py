"""Queries of what is no record of its own: stock by site, barcodes, deleted records."""

from datetime import timedelta
from typing import Any

from lxml.etree import _Element as Element

from app.quickbooks.desktop.grammar import RETURNS
from app.quickbooks.simulator.desktop.figures import Figures
from app.quickbooks.simulator.desktop.filters import active, chosen, within
from app.quickbooks.simulator.desktop.records import STOCKED_KINDS, Deleted, Row
from app.quickbooks.simulator.desktop.render import element
from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Books

DELETED_FOR = timedelta(days=90)
# item, site, bin; "" for no bin
Place = tuple[str, str, str]


def find_places(books: Books, asked: dict[str, Any]) -> list[Place]:
    """Every item at every site it has stock at, and each active item at the default site."""
    figures = Figures(books)
    places = {place: None for place in figures.at_site if place[1]}
    default = next(
        (row for row in books.of("InventorySite") if row.values.get("IsDefaultSite")), None
    )
    if default is not None:
        places |= {(row.list_id, default.list_id, ""): None for row in books.of(*STOCKED_KINDS)}
    return [place for place in sorted(places) if _wanted(books, place, asked)]


def _wanted(books: Books, place: Place, asked: dict[str, Any]) -> bool:
    item, site = books.rows[place[0]], books.rows[place[1]]
    if asked.get("ListID"):
        return item.list_id in asked["ListID"]
    by = asked.get("ItemSiteFilter") or {}
    of_type = asked.get("ItemTypeFilter")
    return (
        active(item, asked.get("ActiveStatus"))
        and (of_type != "Assembly" or item.kind == "ItemInventoryAssembly")
        and (of_type != "Inventory" or item.kind == "ItemInventory")
        and ("ItemFilter" not in by or chosen(books.rows, item.ref(), by["ItemFilter"]))
        and ("SiteFilter" not in by or chosen(books.rows, site.ref(), by["SiteFilter"]))
    )


def place_element(books: Books, figures: Figures, place: Place, version: str) -> Element:
    """Stock of one item at one site, or in one of its bins."""
    item, site, bin = books.rows[place[0]], books.rows.get(place[1]), books.rows.get(place[2])
    values = {
        f"{item.kind}Ref": item.ref(),
        "InventorySiteRef": site.ref() if site else None,
        "InventorySiteLocationRef": bin.ref() if bin else None,
        "QuantityOnHand": figures.at_site[place],
    }
    return element(books, "ItemSitesRet", values, RETURNS["ItemSitesRet"], version=version)


def find_barcodes(books: Books, asked: dict[str, Any]) -> tuple[list[str], list[str]]:
    """ListIDs of the records with these barcodes, and the barcodes that none has."""
    rows = [row for row in books.rows.values() if row.values.get("BarCodeValue")]
    wanted = asked.get("BarCodeValue", [])
    if not wanted:
        return [row.list_id for row in rows], []
    found = [row.list_id for row in rows if row.values["BarCodeValue"] in wanted]
    known = {row.values["BarCodeValue"] for row in rows}
    return found, [one for one in wanted if one not in known]


def barcode_element(books: Books, row: Row, version: str) -> Element:
    values = {"ListType": row.kind, **row.ref()}
    return element(books, "BarCodeRet", values, RETURNS["BarCodeRet"], version=version)


@rule(29, "reference §2.4, §3.11", "field-reported")
def find_deleted(books: Books, name: str, asked: dict[str, Any]) -> list[Deleted]:
    """What was deleted of these kinds, in the last 90 days and in the range asked for."""
    kinds = asked["TxnDelType" if name == "TxnDeletedQuery" else "ListDelType"]
    bounds = asked.get("DeletedDateRangeFilter") or {}
    since, until = bounds.get("FromDeletedDate"), bounds.get("ToDeletedDate")
    oldest = books.now() - DELETED_FOR
    return [
        one
        for one in books.deleted
        if one.kind in kinds and one.deleted >= oldest and within(books, one.deleted, since, until)
    ]


def deleted_element(books: Books, name: str, gone: Deleted, version: str) -> Element:
    """One entry of the feed of deleted transactions or list records."""
    labels = ("TxnDelType", "TxnID", "RefNumber")
    if name == "ListDeletedQuery":
        labels = ("ListDelType", "ListID", "FullName")
    values = {
        **dict(zip(labels, (gone.kind, gone.id, gone.name or None), strict=True)),
        "TimeCreated": gone.created,
        "TimeDeleted": gone.deleted,
    }
    ret = f"{name.removesuffix('Query')}Ret"
    return element(books, ret, values, RETURNS[ret], version=version)
