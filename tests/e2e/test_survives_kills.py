"""Valkey, worker and API are killed while people scan; nothing is lost, nothing counts twice.

Real processes, real signals. What the phones were told, what the database says and what is in the
simulated books are counted separately and must agree.
"""

import re
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.core import clock
from app.demo import plan
from tests.e2e.phone import GaveUp, Phone, ean, gs1, receive_blind, receive_order, ship_order
from tests.e2e.processes import wait_for
from tests.e2e.production import Production, production

PACES = {"busy": 0.08, "receiver": 0.2, "shipper": 0.4, "extra": 0.0}
"""Seconds between a person's scans; they only decide how many scans fall between the kills."""
LATE = 5.0
"""Seconds an answer of QuickBooks is held back, so that a kill surely falls into them."""
ORDERS_OUT = ("SO-1042", "SO-1043", "SO-1044", "SO-1045", "SO-1046")
MARK = re.compile(r"Scanpost \S+ ([0-9a-f-]{36})/(\d+)")

Moved = dict[str, int]


@pytest.mark.timeout(240)
def test_nothing_is_lost_or_doubled_when_valkey_worker_and_api_are_killed(tmp_path: Path) -> None:
    with production(tmp_path) as plant:
        opening = {item["Sku"]: int(item["QtyOnHand"]) for item in plant.books()["items"]}
        with people_at_work(plant) as (phones, extra):
            wait_for("the first bill", lambda: bool(plant.books()["Bill"]))
            without_valkey(plant, phones)
            worker_killed_after_the_effect(plant)
            api_killed_at_commit(plant, extra)
        everything_is_posted(plant)
        received: Moved = sum((phone.received for phone in phones), Counter())
        shipped: Moved = sum((phone.shipped for phone in phones), Counter())
        assert received
        assert shipped
        every_scan_is_stored_once(plant, phones)
        documents_hold(plant, received, shipped)
        books_hold_the_documents_once(plant)
        both_sides_count(plant, opening, received, shipped)
        verified = plant.command("verify")
        assert verified.returncode == 0, verified.stdout


@contextmanager
def people_at_work(plant: Production) -> Iterator[tuple[list[Phone], Phone]]:
    """Three people who scan throughout the block and then come to an end, and a phone to spare."""
    enough, over = threading.Event(), threading.Event()
    phones = [Phone(plant.url, plant.token, over, pace) for pace in PACES.values()]
    busy, receiver, shipper, extra = phones
    with ThreadPoolExecutor(4) as pool, ExitStack() as stack:
        for phone in phones:
            stack.callback(phone.close)
        try:
            work: list[Future[None]] = [
                pool.submit(receive_blind, busy, vendor(plant, "Saltmarsh"), blind_boxes(), enough),
                pool.submit(receive_orders, receiver),
                pool.submit(ship_orders, shipper),
            ]
            yield phones, extra
            enough.set()
            for one in work:
                one.result(60)
        except BaseException as error:
            over.set()
            wait(work)
            troubles = [one.exception() for one in work]
            first = next((one for one in troubles if not isinstance(one, GaveUp | None)), None)
            raise (first or error) from error


def vendor(plant: Production, name: str) -> str:
    found = plant.get("/api/vendors").json()["items"]
    return str(next(one["id"] for one in found if one["name"].startswith(name)))


def blind_boxes() -> list[str]:
    expiry = clock.today(plan.ZONE) + timedelta(days=400)
    return [ean("TOM-400"), gs1("HON-350", "H99", expiry=expiry, count=2), ean("VIN-500")]


def receive_orders(phone: Phone) -> None:
    expiry = clock.today(plan.ZONE) + timedelta(days=200)
    boxes = {
        "PO-2001": (("OAT-1L", 48), ("YOG-500", 36), ("BUT-250", 40)),
        "PO-2003": (("COF-1K", 30),),
    }
    for number, lines in boxes.items():
        labels = [
            gs1(sku, f"NEW-{sku}", expiry=expiry, count=2)
            for sku, qty in lines
            for _ in range(qty // 2)
        ]
        receive_order(phone, number, labels)


def ship_orders(phone: Phone) -> None:
    for number in ORDERS_OUT:
        ship_order(phone, number)


def without_valkey(plant: Production, phones: list[Phone]) -> None:
    """Valkey dies; scans go on, and a worker that knows it only as dead posts by its sweep.

    The worker dies too, before QuickBooks has acted on its message: the effect comes when nobody
    waits for it any more, while the next worker asks about it and sends it again.
    """
    plant.valkey.kill()
    assert health(plant) == "degraded"
    before = sum(len(phone.sent) for phone in phones)
    wait_for("scans", lambda: sum(len(phone.sent) for phone in phones) >= before + 20)
    operation, version = worker_killed_mid_send(plant, "latency")
    wait_for("the sweep to post it", lambda: sent_version(plant, operation) >= version)
    plant.valkey.start()
    wait_for("Valkey to be back", lambda: health(plant) == "ready")


def health(plant: Production) -> str:
    return str(plant.get("/health/ready").json()["status"])


def worker_killed_after_the_effect(plant: Production) -> None:
    """The effect is in the books, its answer never read; then some answers get lost as well."""
    operation, version = worker_killed_mid_send(plant, "latency_after")
    wait_for("the doubt to end", lambda: sent_version(plant, operation) >= version)
    lost = plant.fault("drop_after", entity="bill", times=2)
    wait_for("two lost answers", lambda: plant.happened(lost) == 2)


def worker_killed_mid_send(plant: Production, kind: str) -> tuple[UUID, int]:
    """SIGKILL while a bill is on the line; returns the operation and the version it said."""
    late = plant.fault(kind, entity="bill", seconds=LATE)
    wait_for("a bill on the line", lambda: plant.happened(late) == 1)
    plant.worker.kill()
    # The dead worker's lease would run out by itself in 45 s; the test lets it run out now.
    freed = plant.query(
        "UPDATE sync_operation SET lease_until = now() WHERE state = 'sending'"
        " RETURNING id, message_version"
    )
    assert len(freed) == 1, f"the worker was not killed mid-send: {freed}"
    plant.worker.start()
    return freed[0].id, freed[0].message_version


def sent_version(plant: Production, operation: UUID) -> int:
    rows = plant.query("SELECT sent FROM sync_operation WHERE id = :id", id=operation)
    return int(rows[0].sent)


def api_killed_at_commit(plant: Production, phone: Phone) -> None:
    """The scan is stored, the phone never hears of it and sends it again.

    A trigger keeps the database busy with this one commit until the API, which waits for it, is
    dead. PostgreSQL completes a commit that nobody waits for any more.
    """
    napkins = ean("NAP-500")
    for statement in hold_commit(napkins):
        plant.query(statement)
    receipt = phone.post("/api/receipts", {"vendor_id": vendor(plant, "Brightline")})["id"]
    scan = phone.compose("receive", napkins, document_id=receipt)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(phone.deliver, scan)
        wait_for("the commit", lambda: committing(plant))
        plant.api.kill()
        plant.start_api()
        result = answer.result(60)
    assert (result["status"], result["first_status"]) == ("duplicate", "applied")


def hold_commit(raw: str) -> tuple[str, str]:
    """The trigger, for scans of this text only; a deferred one runs when all else is done."""
    return (
        "CREATE FUNCTION hold_commit() RETURNS trigger LANGUAGE plpgsql"
        f" AS $$ BEGIN PERFORM pg_sleep({LATE}); RETURN NULL; END $$",
        "CREATE CONSTRAINT TRIGGER hold_commit AFTER INSERT ON scan DEFERRABLE INITIALLY DEFERRED"
        f" FOR EACH ROW WHEN (NEW.raw = '{raw}') EXECUTE FUNCTION hold_commit()",
    )


def committing(plant: Production) -> bool:
    return bool(
        plant.query(
            "SELECT 1 FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event = 'PgSleep'"
        )
    )


def everything_is_posted(plant: Production) -> None:
    unfinished = (
        "SELECT document_number, state, wanted, sent, problem FROM sync_operation"
        " WHERE state <> 'done' OR sent < wanted"
    )
    try:
        wait_for("everything to be posted", lambda: not plant.query(unfinished))
    except AssertionError:
        raise AssertionError(f"not posted: {plant.query(unfinished)}") from None


def every_scan_is_stored_once(plant: Production, phones: list[Phone]) -> None:
    sent = [UUID(one) for phone in phones for one in phone.sent]
    stored = plant.query("SELECT id, status FROM scan")
    assert sorted(row.id for row in stored) == sorted(sent)
    assert {row.status for row in stored} == {"applied"}


def documents_hold(plant: Production, received: Moved, shipped: Moved) -> None:
    """Our documents add up to what the phones were told."""
    assert summed(plant, "receipt_line") == received
    assert summed(plant, "shipment_line") == shipped


def summed(plant: Production, table: str) -> Moved:
    rows = plant.query(
        f"SELECT item.sku, sum({table}.qty) / 100000 AS qty FROM {table}"  # noqa: S608
        f" JOIN item ON item.id = {table}.item_id GROUP BY item.sku"
    )
    return {row.sku: int(row.qty) for row in rows}


def books_hold_the_documents_once(plant: Production) -> None:
    """One Bill per receipt and one Invoice per shipment, line by line, at their last version."""
    audit, books = plant.audit(), plant.books()
    assert audit["differences"] == {}
    marked = [match for note in audit["by_note"] if (match := MARK.search(note))]
    assert all(len(found) == 1 for found in audit["by_note"].values())
    operations = plant.query("SELECT document_id, wanted FROM sync_operation")
    assert sorted((UUID(one[1]), int(one[2])) for one in marked) == sorted(
        (row.document_id, row.wanted) for row in operations
    )
    skus = {item["Id"]: item["Sku"] for item in books["items"]}
    for kind, table, owner, detail in (
        ("Bill", "receipt_line", "receipt_id", "ItemBasedExpenseLineDetail"),
        ("Invoice", "shipment_line", "shipment_id", "SalesItemLineDetail"),
    ):
        assert books_lines(books[kind], detail, skus) == our_lines(plant, table, owner)


def books_lines(
    documents: list[dict[str, Any]], detail: str, skus: dict[str, str]
) -> dict[tuple[UUID, str], int]:
    found: Counter[tuple[UUID, str]] = Counter()
    for document in documents:
        mark = MARK.search(document["PrivateNote"])
        assert mark, document
        for line in document["Line"]:
            if detail in line:
                sku = skus[line[detail]["ItemRef"]["value"]]
                found[UUID(mark[1]), sku] += int(Decimal(line[detail]["Qty"]))
    return dict(found)


def our_lines(plant: Production, table: str, owner: str) -> dict[tuple[UUID, str], int]:
    rows = plant.query(
        f"SELECT {owner} AS document, item.sku, sum({table}.qty) / 100000 AS qty FROM {table}"  # noqa: S608
        f" JOIN item ON item.id = {table}.item_id GROUP BY {owner}, item.sku"
    )
    return {(row.document, row.sku): int(row.qty) for row in rows}


def both_sides_count(plant: Production, opening: Moved, received: Moved, shipped: Moved) -> None:
    """QtyOnHand in the books = our stock = what was there, came and went."""
    expected = {
        sku: qty + received.get(sku, 0) - shipped.get(sku, 0) for sku, qty in opening.items()
    }
    said = {item["Sku"]: int(item["QtyOnHand"]) for item in plant.books()["items"]}
    ours = plant.query(
        "SELECT item.sku, sum(stock_balance.on_hand) / 100000 AS qty FROM stock_balance"
        " JOIN item ON item.id = stock_balance.item_id"
        " JOIN location ON location.id = stock_balance.location_id"
        " WHERE location.level = 'bin' GROUP BY item.sku"
    )
    assert said == expected
    assert {row.sku: int(row.qty) for row in ours} == expected
