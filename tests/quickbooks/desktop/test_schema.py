"""Our tables of qbXML, which decide what we say, against Intuit's published schema."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from app.quickbooks.desktop.grammar import REQUESTS, RETURNS
from app.quickbooks.desktop.grammar.fields import Field, Kind, Request, rivals, version_key
from app.quickbooks.desktop.qbxml import Rq, build
from app.quickbooks.simulator.desktop.validate import Malformed, check
from tests.quickbooks.desktop.bodies import body
from tests.quickbooks.desktop.intuit_schema import (
    IS_HERE,
    NOT_HERE,
    Element,
    schema,
    validator,
    versions,
)

pytestmark = pytest.mark.skipif(not IS_HERE, reason=NOT_HERE)

VERSION = "13.0"
TABLES = {**{name: one.fields for name, one in REQUESTS.items()}, **RETURNS}
TYPES = {
    Kind.TEXT: {"STRTYPE"},
    Kind.SEQUENCE: {"STRTYPE"},
    Kind.ID: {"IDTYPE"},
    Kind.GUID: {"GUIDTYPE"},
    Kind.BOOL: {"BOOLTYPE"},
    Kind.DATE: {"DATETYPE"},
    Kind.DATETIME: {"DATETIMETYPE"},
    Kind.AMOUNT: {"AMTTYPE"},
    Kind.PRICE: {"PRICETYPE"},
    Kind.QTY: {"QUANTYPE"},
    Kind.PERCENT: {"PERCENTTYPE"},
    Kind.FLOAT: {"FLOATTYPE"},
    Kind.INT: {"INTTYPE"},
    Kind.ENUM: {"ENUMTYPE"},
}
# What the schema has for other editions than QuickBooks Desktop of the US, by the end of its path.
LEFT_OUT = {
    "QuickBooks Online of old": (
        r"CompanyEmailForCustomer|DeliveryMethod|DetailAccountType|(Discount|SalesTax|Shipping)Line"
        r"(Add|Ret)|IsStatementWithParent|IsTaxable|LastCheckNumber|Mobile|Pager|PrintAs|Suffix"
        r"|TxnLineDetail|\w*Group(Line)?Add/Desc|\w*LineGroup(Add|Ret)/ServiceDate"
        r"|SetCredit/TxnLineID|VendorCreditAdd/ItemLineAdd/LinkToTxn"
    ),
    "taxes of Canada, the UK and Australia": (
        r"IsSalesTaxAgency|IsTaxAccount|IsTaxAgency|IsTaxIncluded|IsTaxOnTax|IsTaxTrackedOn\w+"
        r"|PurchaseTaxCodeRef|ReportingPeriod|SalesTaxCountry|SalesTaxReturn(Line)?Ref|TaxAmount"
        r"|TaxOn\w+AccountRef|TaxRegistrationNumber"
        r"|(AccountRet|(Bill|ItemReceipt|VendorCredit|PurchaseOrder|Vendor)(Add|Mod|Ret)"
        r"|(Expense|Item|PurchaseOrder)Line(Add|Mod|Ret))/SalesTaxCodeRef"
    ),
}
_LEFT_OUT = re.compile("|".join(f"(?:^|/)(?:{names})$" for names in LEFT_OUT.values()))
# the schema lets these occur "at most zero times", which the sample and the reference do not
MISTAKEN = re.compile(r"ValueAdjustment/(NewValue|ValueDifference)$")


def published(fields: Sequence[Field]) -> list[Field]:
    return [one for one in fields if version_key(one.since) <= version_key(VERSION)]


def differences(fields: Sequence[Field], elements: Sequence[Element], where: str) -> Iterator[str]:
    """What of a table the schema says otherwise, in a few words each."""
    ours = published(fields)
    theirs = [one for one in elements if not _LEFT_OUT.search(f"{where}/{one.name}")]
    if [one.name for one in ours] != [one.name for one in theirs]:
        yield f"{where}: {[one.name for one in ours]} are {[one.name for one in theirs]}"
        return
    for mine, other in zip(ours, theirs, strict=True):
        yield from _differs(mine, other, f"{where}/{mine.name}")
    pairs = zip(combinations(ours, 2), combinations(theirs, 2), strict=True)
    for (mine, next_mine), (other, next_other) in pairs:
        both = f"{where}: {mine.name} and {next_mine.name}"
        if rivals(mine, next_mine) != _rivals(other, next_other):
            yield f"{both} exclude each other on one side only"
        mixed = bool(mine.mixed) and mine.mixed == next_mine.mixed
        if mixed != (bool(other.mixed) and other.mixed == next_other.mixed):
            yield f"{both} mix on one side only"


def _differs(mine: Field, other: Element, where: str) -> Iterator[str]:
    if mine.kind is Kind.GROUP:
        if other.inside is None:
            yield f"{where} has elements on our side only"
        else:
            yield from differences(mine.fields, other.inside, where)
    elif other.type not in TYPES[mine.kind]:
        yield f"{where} is {mine.kind}, in the schema {other.type}"
    if mine.length != other.length:
        yield f"{where} has {mine.length} characters, in the schema {other.length}"
    if mine.values != other.values:
        yield f"{where} has other values: {set(mine.values) ^ set(other.values)}"
    if mine.many != other.many and not MISTAKEN.search(where):
        yield f"{where} repeats on one side only"
    if mine.required != other.required and not MISTAKEN.search(where):
        yield f"{where} is required on one side only"


def _rivals(one: Element, other: Element) -> bool:
    mine, theirs = dict(one.branches), dict(other.branches)
    return any(mine[choice] != theirs[choice] for choice in mine.keys() & theirs.keys())


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_what_the_schema_says(name: str) -> None:
    assert list(differences(TABLES[name], schema().inside(name), name)) == []


def aged(fields: Sequence[Field], path: tuple[str, ...], ours: str, theirs: str) -> Iterator[str]:
    """Fields that came with another version in the sample, or in an element of another."""
    for one in published(fields):
        here = (*path, one.name)
        mine = max(ours, one.since, key=version_key)
        other = max(theirs, versions()[here], key=version_key)
        if mine != other:
            yield f"{'/'.join(here)} came with {mine}, in the sample {other}"
        yield from aged(one.fields, here, mine, other)


def paths(name: str) -> tuple[str, ...]:
    if name.endswith(("Rq", "Rs")):
        return (name,)
    if name == "ErrorRecovery":
        return ("InvoiceAddRs", name)
    is_item = name.startswith("Item") and ("ItemQueryRs", name) in versions()
    return ("ItemQueryRs" if is_item else f"{name.removesuffix('Ret')}QueryRs", name)


@pytest.mark.parametrize("name", TABLES)
def test_a_field_is_as_old_as_the_sample_says(name: str) -> None:
    since = REQUESTS[name].since if name in REQUESTS else "1.0"
    assert list(aged(TABLES[name], paths(name), since, since)) == []


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_a_request_is_as_old_and_can_be_asked_as_published(request_: Request) -> None:
    assert request_.since == versions().get((request_.name,), "1.0")
    assert list(request_.attributes) == schema().attributes(request_.name)
    assert request_.iterates == ("iterator" in request_.attributes)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A whole document with one request of any kind, built from our tables."""
    name = draw(st.sampled_from(sorted(REQUESTS)))
    asked: dict[str, Any] = draw(body(REQUESTS[name].fields, VERSION))
    return build([Rq(name, asked, request_id="o-1")], version=VERSION)


def tree(document: str) -> etree._Element:
    return etree.fromstring(document.encode())


def is_refused_by_the_tables(root: etree._Element) -> bool:
    request = root[0][0]
    try:
        check(request, REQUESTS[request.tag].fields, VERSION)
    except Malformed:
        return True
    return False


quick = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@quick
@given(documents())
def test_what_we_build_is_valid(document: str) -> None:
    root = tree(document)
    assert validator().validate(root), validator().error_log
    assert not is_refused_by_the_tables(root)


@quick
@given(documents(), st.data())
def test_wrong_order_is_refused_by_both(document: str, data: st.DataObject) -> None:
    root = tree(document)
    pairs = [
        (one, one.getnext())
        for one in root[0][0].iter()
        if one.getnext() is not None and one.getnext().tag != one.tag and not _may_swap(one)
    ]
    assume(pairs)
    first, second = data.draw(st.sampled_from(pairs))
    second.addnext(first)
    assert not validator().validate(root)
    assert is_refused_by_the_tables(root)


def _may_swap(one: etree._Element) -> bool:
    """Lines and groups of lines may come in any order, and repeated ones stand in a row."""
    after = one.getnext()
    return "Line" in one.tag and "Line" in after.tag and one.tag[:4] == after.tag[:4]


@quick
@given(documents(), st.data())
def test_text_that_is_too_long_is_refused_by_both(document: str, data: st.DataObject) -> None:
    root = tree(document)
    request = root[0][0]
    limited = list(_limited(request, REQUESTS[request.tag].fields))
    assume(limited)
    element, longest = data.draw(st.sampled_from(limited))
    element.text = "x" * (longest + 1)
    assert not validator().validate(root)
    assert is_refused_by_the_tables(root)


def _limited(
    element: etree._Element, fields: Sequence[Field]
) -> Iterator[tuple[etree._Element, int]]:
    by_name = {one.name: one for one in fields}
    for child in element:
        field = by_name[child.tag]
        if field.length:
            yield child, field.length
        yield from _limited(child, field.fields)


@quick
@given(documents(), st.data())
def test_unknown_elements_are_refused_by_both(document: str, data: st.DataObject) -> None:
    root = tree(document)
    groups = [one for one in root[0][0].iter() if len(one)]
    assume(groups)
    data.draw(st.sampled_from(groups)).append(etree.Element("Nonsense"))
    assert not validator().validate(root)
    assert is_refused_by_the_tables(root)
