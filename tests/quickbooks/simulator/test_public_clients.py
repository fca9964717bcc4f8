"""python-quickbooks and intuit-oauth, clients we did not write, at work in the simulator.

They speak over real sockets, and find the simulator through their own settings: the discovery
address, the API address and, since it has no certificate, oauthlib's switch for plain HTTP.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from intuitlib.exceptions import AuthClientError
from quickbooks.batch import batch_create, batch_delete, batch_update
from quickbooks.cdc import change_data_capture
from quickbooks.exceptions import (
    AuthorizationException,
    GeneralException,
    ObjectNotFoundException,
    QuickbooksException,
    SevereException,
    UnsupportedException,
    ValidationException,
)
from quickbooks.objects import (
    Account,
    Bill,
    CreditMemo,
    Customer,
    Estimate,
    Invoice,
    Item,
    PurchaseOrder,
    RefundReceipt,
    SalesReceipt,
    Vendor,
    VendorCredit,
)
from quickbooks.objects.base import Ref

from app.quickbooks.simulator import (
    SimulatedCompany,
    Store,
    bookkeeper,
    create_online_simulator,
    seed_demo,
)
from app.quickbooks.simulator.webhook_body import signature
from app.quickbooks.simulator.webhooks import VERIFIER
from tests.quickbooks.simulator.public_client import (
    Client,
    InventoryAdjustment,
    authorised,
    connected,
)
from tests.quickbooks.simulator.served import served

DAY = "2026-08-20"


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    store = Store()
    company = SimulatedCompany(store, lambda: datetime.now(UTC))
    seed_demo(company)
    with (
        served(create_online_simulator(company)) as address,
        connected(address, company) as ready,
    ):
        yield ready
    store.close()


# ---- one of each


def item(client: Client) -> Any:
    new, like = Item(), client.item()
    new.Name, new.Sku, new.Type = "Hex bolt M8", "012345678905", "Inventory"
    new.TrackQtyOnHand, new.QtyOnHand, new.InvStartDate = True, 10, "2026-01-01"
    for name in ("AssetAccountRef", "IncomeAccountRef", "ExpenseAccountRef"):
        setattr(new, name, getattr(like, name))
    return new


def customer(_: Client) -> Any:
    new = Customer()
    new.DisplayName, new.CompanyName = "Alder & Ash", "Alder & Ash"
    return new


def vendor(_: Client) -> Any:
    new = Vendor()
    new.DisplayName = "Rope & Twine"
    return new


def account(_: Client) -> Any:
    new = Account()
    new.Name, new.AccountType, new.AccountSubType = (
        "Second stock",
        "Other Current Asset",
        "Inventory",
    )
    return new


def bought(cls: Any, quantity: float) -> Callable[[Client], Any]:
    def build(client: Client) -> Any:
        new = cls()
        new.VendorRef = client.ref(Vendor, DisplayName="Fernhill Dairy Cooperative")
        new.APAccountRef = client.ref(Account, Name="Accounts Payable (A/P)")
        new.Line, new.TxnDate = [client.expense_line(quantity)], DAY
        return new

    return build


def sold(cls: Any, quantity: float) -> Callable[[Client], Any]:
    def build(client: Client) -> Any:
        new = cls()
        new.CustomerRef = client.ref(Customer, DisplayName="Northgate Grocers")
        new.Line, new.TxnDate = [client.sale_line(quantity)], DAY
        if cls is RefundReceipt:
            new.DepositToAccountRef = client.ref(Account, Name="Checking")
        return new

    return build


def adjustment(client: Client) -> Any:
    new: Any = InventoryAdjustment()
    new.AdjustAccountRef = client.ref(Account, Name="Inventory Shrinkage")
    new.Line, new.TxnDate = [client.adjustment_line(-3)], DAY
    return new


NAMES = {Item: item, Customer: customer, Vendor: vendor, Account: account}
# what it is, how to build one, and by how much it moves the stock of oat milk
DOCUMENTS = (
    (PurchaseOrder, bought(PurchaseOrder, 4), 0),
    (Bill, bought(Bill, 4), 4),
    (VendorCredit, bought(VendorCredit, 4), -4),
    (Invoice, sold(Invoice, 4), -4),
    (SalesReceipt, sold(SalesReceipt, 4), -4),
    (Estimate, sold(Estimate, 4), 0),
    (CreditMemo, sold(CreditMemo, 4), 4),
    (RefundReceipt, sold(RefundReceipt, 4), 4),
    (InventoryAdjustment, adjustment, -3),
)


def save(client: Client, built: Any) -> Any:
    """Create or update; the client itself refuses kinds that it does not list."""
    if isinstance(built, InventoryAdjustment):
        url = f"{client.qb.api_url}/company/{client.qb.company_id}/inventoryadjustment"
        return InventoryAdjustment.from_json(
            client.qb.post(url, built.to_json())["InventoryAdjustment"]
        )
    return built.save(qb=client.qb)


# ---- authorisation


def test_oauth_client_exchanges_refreshes_and_revokes(client: Client) -> None:
    auth = authorised(client.address, client.company)
    assert (auth.expires_in, auth.x_refresh_token_expires_in) == (3600, 8_726_400)
    first = auth.access_token
    auth.refresh()
    assert auth.access_token != first
    assert auth.revoke()
    with pytest.raises(AuthClientError) as refused:
        auth.refresh()
    assert refused.value.status_code == 400
    assert b"invalid_grant" in refused.value.content
    auth.close()


def test_oauth_client_is_told_of_a_reused_code_and_a_wrong_secret(client: Client) -> None:
    with pytest.raises(AuthClientError):
        client.auth.get_bearer_token("never given")
    client.auth.client_secret = "wrong"
    with pytest.raises(AuthClientError) as refused:
        client.auth.refresh()
    assert refused.value.status_code == 401


# ---- records


@pytest.mark.parametrize("cls", NAMES)
def test_name_is_created_read_found_counted_changed_and_made_inactive(
    client: Client, cls: Any
) -> None:
    before = cls.count(qb=client.qb)
    made = save(client, NAMES[cls](client))
    assert cls.get(made.Id, qb=client.qb).SyncToken == "0"
    assert cls.count(qb=client.qb) == before + 1
    assert made.Id in [one.Id for one in cls.all(qb=client.qb)]
    assert [one.Id for one in cls.choose([made.Id], qb=client.qb)] == [made.Id]
    made.Active = False
    gone = save(client, made)
    assert (gone.SyncToken, gone.Active) == ("1", False)
    assert cls.count(qb=client.qb) == before


@pytest.mark.parametrize(("cls", "build", "moved"), DOCUMENTS)
def test_document_is_created_read_found_changed_and_deleted(
    client: Client, cls: Any, build: Callable[[Client], Any], moved: int
) -> None:
    stock = client.on_hand()
    made = save(client, build(client))
    assert client.on_hand() == stock + moved
    assert [one.Id for one in cls.filter(TxnDate=DAY, qb=client.qb)] == [made.Id]
    made = cls.get(made.Id, qb=client.qb)
    made.PrivateNote = "seen"
    made.sparse = cls is InventoryAdjustment  # the only kind that takes nothing else
    changed = save(client, made)
    assert (changed.SyncToken, changed.PrivateNote) == ("1", "seen")
    assert client.on_hand() == stock + moved
    answer = changed.delete(qb=client.qb)
    assert answer[cls.qbo_object_name]["status"] == "Deleted"
    assert client.on_hand() == stock
    with pytest.raises(ObjectNotFoundException):
        cls.get(made.Id, qb=client.qb)


@pytest.mark.parametrize("cls", [Invoice, SalesReceipt])
def test_sale_is_voided(client: Client, cls: Any) -> None:
    stock = client.on_hand()
    made = save(client, sold(cls, 4)(client))
    voided = made.void(qb=client.qb)[cls.qbo_object_name]
    assert (voided["TotalAmt"], voided["PrivateNote"]) == (0, "Voided")
    assert client.on_hand() == stock


def test_bill_is_linked_to_an_order_line_and_the_order_tells(client: Client) -> None:
    order = PurchaseOrder.filter(DocNumber="PO-2001", qb=client.qb)[0]
    bill = bought(Bill, 4)(client)
    link = order.to_linked_txn()
    link.TxnLineId = order.Line[0].Id
    bill.Line[0].LinkedTxn = [link]
    made = save(client, bill)
    assert made.Line[0].LinkedTxn[0].TxnId == order.Id
    again = PurchaseOrder.get(order.Id, qb=client.qb)
    assert again.LinkedTxn[0].TxnId == made.Id


def test_repeated_request_id_writes_once(client: Client) -> None:
    first = sold(Invoice, 1)(client).save(qb=client.qb, request_id="r1")
    second = sold(Invoice, 1)(client).save(qb=client.qb, request_id="r1")
    assert first.Id == second.Id


def test_batches_create_change_and_delete(client: Client) -> None:
    made = batch_create([sold(Invoice, one)(client) for one in (1, 2, 3)], qb=client.qb)
    assert (len(made.successes), made.faults) == (3, [])
    for one in made.successes:
        one.PrivateNote = "batched"
    changed = batch_update(made.successes, qb=client.qb)
    assert {one.PrivateNote for one in changed.successes} == {"batched"}
    gone = batch_delete(changed.successes, qb=client.qb)
    assert len(gone.successes) == 3
    assert Invoice.count(qb=client.qb) == 0


def test_batch_tells_which_of_its_items_was_refused(client: Client) -> None:
    twice = [customer(client), customer(client)]
    twice[1].Notes = "the same name"
    done = batch_create(twice, qb=client.qb)
    (fault,) = done.faults
    assert (fault.Error[0].code, fault.original_object) == ("6240", twice[1])
    assert len(done.successes) == 1


def test_changes_of_every_kind_are_captured_and_deletions_too(client: Client) -> None:
    kinds = [*NAMES, *(cls for cls, _, _ in DOCUMENTS)]
    made = {cls: save(client, build(client)) for cls, build in NAMES.items()}
    made |= {cls: save(client, build(client)) for cls, build, _ in DOCUMENTS}
    made[Bill].delete(qb=client.qb)
    since = datetime.now(UTC).replace(hour=0, minute=0, second=0).isoformat()
    changes = change_data_capture(kinds, since, qb=client.qb)
    for cls in kinds:
        ids = {one.Id for one in getattr(changes, cls.qbo_object_name)}
        assert made[cls].Id in ids
    (bill,) = changes.Bill
    assert bill.status == "Deleted"


def test_webhook_signature_satisfies_the_client(client: Client) -> None:
    body = '[{"specversion":"1.0"}]'
    signed = signature(body.encode(), VERIFIER)
    assert client.qb.validate_webhook_signature(body, signed, VERIFIER)
    assert not client.qb.validate_webhook_signature(body + " ", signed, VERIFIER)


# ---- faults


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
