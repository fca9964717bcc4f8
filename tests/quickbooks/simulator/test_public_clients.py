"""python-quickbooks and intuit-oauth, clients we did not write, at work in the simulator.

They speak over real sockets, and find the simulator through their own settings: the discovery
address, the API address and, since it has no certificate, oauthlib's switch for plain HTTP.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from intuitlib.exceptions import AuthClientError
from quickbooks.batch import batch_create, batch_delete, batch_update
from quickbooks.cdc import change_data_capture
from quickbooks.exceptions import ObjectNotFoundException
from quickbooks.objects import Bill, Invoice, PurchaseOrder, SalesReceipt

from app.quickbooks.simulator.webhook_body import signature
from app.quickbooks.simulator.webhooks import VERIFIER
from tests.quickbooks.simulator.public_client import Client, InventoryAdjustment, authorised
from tests.quickbooks.simulator.public_records import (
    DAY,
    DOCUMENTS,
    NAMES,
    bought,
    customer,
    save,
    sold,
)


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
