"""What our faults and refusals become in the public Python client: its own exceptions."""

from collections.abc import Callable
from typing import Any

import pytest
import requests
from quickbooks.exceptions import (
    AuthorizationException,
    GeneralException,
    ObjectNotFoundException,
    QuickbooksException,
    SevereException,
    UnsupportedException,
    ValidationException,
)
from quickbooks.objects import Bill, Customer, Invoice, Item, PurchaseOrder
from quickbooks.objects.base import Ref

from app.quickbooks.simulator import bookkeeper
from tests.quickbooks.simulator.public_client import Client
from tests.quickbooks.simulator.public_records import DAY, bought, customer, save, sold


def read(client: Client) -> Any:
    return Item.get("1", qb=client.qb)


@pytest.mark.parametrize(
    ("kind", "raised", "code"),
    [
        ("expired_token", AuthorizationException, 401),
        ("throttle", ValidationException, 3001),
        ("gateway_403", ValidationException, 3001),
        ("throttle_xml", QuickbooksException, 10000),
        ("xml", QuickbooksException, 10000),
        ("server_error", QuickbooksException, 10000),
        ("unavailable", QuickbooksException, 10000),
        ("stream_timeout", QuickbooksException, 10000),
        ("fault", SevereException, 10000),
        ("fault_200", SevereException, 10000),
    ],
)
def test_provoked_fault_is_the_exception_the_client_has_for_it(
    client: Client, kind: str, raised: type[Exception], code: int
) -> None:
    client.company.faults.switch_on(kind, entity="item")
    with pytest.raises(raised) as caught:
        read(client)
    assert type(caught.value) is raised
    assert dict(caught.value)["error_code"] == code  # type: ignore[call-overload]
    assert read(client).Id == "1"


def test_lost_answer_is_a_broken_connection_and_the_write_is_kept(client: Client) -> None:
    client.company.faults.switch_on("drop_after", entity="customer")
    with pytest.raises(requests.exceptions.RequestException):
        save(client, customer(client))
    assert Customer.filter(DisplayName="Alder & Ash", qb=client.qb)


def without_lines(client: Client) -> Any:
    bill = bought(Bill, 1)(client)
    bill.Line = []
    return save(client, bill)


def stale(client: Client) -> Any:
    made = save(client, customer(client))
    made.SyncToken = "7"
    return save(client, made)


def linked(client: Client) -> Any:
    order = PurchaseOrder.filter(DocNumber="PO-2001", qb=client.qb)[0]
    bill = bought(Bill, 4)(client)
    link = order.to_linked_txn()
    link.TxnLineId = order.Line[0].Id
    bill.Line[0].LinkedTxn = [link]
    save(client, bill)
    return PurchaseOrder.get(order.Id, qb=client.qb).delete(qb=client.qb)


def inactive(client: Client) -> Any:
    bill = bought(Bill, 1)(client)
    bookkeeper.deactivate(client.company, "Item", "OAT-1L")
    return save(client, bill)


def foreign(client: Client) -> Any:
    bill, nobody = bought(Bill, 1)(client), Ref()
    nobody.value = "9999"
    bill.VendorRef = nobody
    return save(client, bill)


def delete_a_name(client: Client) -> Any:
    name = {"Id": "1", "SyncToken": "0"}
    return client.qb.delete_object("Item", str(name).replace("'", '"'))


def number_twice(client: Client) -> Any:
    for _ in range(2):
        invoice = sold(Invoice, 1)(client)
        invoice.DocNumber = "WH-1"
        save(client, invoice)


def closed(client: Client) -> Any:
    bookkeeper.close_books(client.company, DAY)
    return save(client, sold(Invoice, 1)(client))


def expired(client: Client) -> Any:
    bookkeeper.end_subscription(client.company)
    return save(client, customer(client))


def disconnected(client: Client) -> Any:
    bookkeeper.disconnect_app(client.company)
    return read(client)


def broken_query(client: Client) -> Any:
    return Customer.where("DisplayName = 'O'Neil'", qb=client.qb)


def unfilterable(client: Client) -> Any:
    return Bill.where("PrivateNote = 'x'", qb=client.qb)


def wrong_company(client: Client) -> Any:
    client.qb.company_id = "1"
    return read(client)


@pytest.mark.parametrize(
    ("act", "raised", "code"),
    [
        (without_lines, ValidationException, 2020),
        (foreign, ValidationException, 2500),
        (broken_query, ValidationException, 4000),
        (unfilterable, ValidationException, 4001),
        (inactive, ObjectNotFoundException, 610),
        (linked, GeneralException, 800),
        (delete_a_name, UnsupportedException, 500),
        (stale, QuickbooksException, 5010),
        (number_twice, QuickbooksException, 6140),
        (expired, QuickbooksException, 6190),
        (closed, QuickbooksException, 6200),
        (wrong_company, QuickbooksException, 10000),
        (disconnected, AuthorizationException, 401),
    ],
)
def test_refusal_is_the_exception_the_client_has_for_it(
    client: Client, act: Callable[[Client], Any], raised: type[Exception], code: int
) -> None:
    with pytest.raises(raised) as caught:
        act(client)
    assert type(caught.value) is raised
    assert dict(caught.value)["error_code"] == code  # type: ignore[call-overload]


def test_refusals_in_french_are_the_same_exceptions(client: Client) -> None:
    bookkeeper.prefer(client.company, language="fr")
    with pytest.raises(ValidationException) as caught:
        without_lines(client)
    assert caught.value.error_code == 2020
    assert "obligatoire" in caught.value.detail
