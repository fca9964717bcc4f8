"""One small warehouse; every kind of text a person may scan in it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.catalog.models import BarcodeKind, Item, Location, Tracking
from app.core.db import Database
from app.core.prepared import watched
from app.inventory.floor import Choice, Subject, SubjectKind
from app.inventory.problems import UnknownBarcode
from app.orders.models import OrderState, PurchaseOrder, SalesOrder
from app.picking.models import PickTask
from app.scanning.parse import CAMERA, parse
from app.scanning.resolve import Ambiguous, resolve
from app.shipping.models import Carton
from tests.builders import (
    make_barcode,
    make_bin,
    make_customer,
    make_item,
    make_po,
    make_so,
    make_user,
    make_vendor,
    make_warehouse,
    put_stock,
)

MILK = "9501101530003"
CASE = "19501101530000"
TODAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Floor:
    db: Database
    milk: Item
    phone: Item
    cheese: Item
    bin: Location
    po: PurchaseOrder
    so: SalesOrder
    task: PickTask
    carton: Carton

    async def scan(
        self, text: str, *, task: str = "lookup", choice: str | None = None, aim: str | None = None
    ) -> Subject | Ambiguous:
        parsed = parse(text, today=TODAY, aim_id=aim, settings=CAMERA)
        async with self.db.read() as session:
            return await resolve(session, parsed, task=task, choice=choice)

    async def subject(self, text: str, **how: str) -> Subject:
        found = await self.scan(text, **how)
        assert isinstance(found, Subject)
        return found

    async def choices(self, text: str, **how: str) -> tuple[Choice, ...]:
        found = await self.scan(text, **how)
        assert isinstance(found, Ambiguous)
        return found.choices


@pytest.fixture
async def floor(db: Database) -> Floor:
    async with db.write() as session:
        warehouse = await make_warehouse(session)
        milk = await make_item(session, "MILK-1", gtin=MILK, tracking=Tracking.LOT)
        await make_barcode(session, milk, CASE, pack_qty=12)
        await make_barcode(session, milk, "OATLY-OLD", kind=BarcodeKind.ALIAS, pack_qty=6)
        phone = await make_item(session, "Phone-X", tracking=Tracking.SERIAL)
        cheese = await make_item(session, "CHEESE", gtin="9501101530010", base_unit="kg")
        bin_ = await make_bin(session, "A-01-2", warehouse=warehouse)
        await put_stock(session, phone, bin_, 1, serials=["SN-77"], lot="P1")
        vendor, customer = await make_vendor(session), await make_customer(session)
        po = await make_po(session, vendor, [(milk, 10)], number="1001")
        so = await make_so(session, customer, [(milk, 10)], number="SO-1042")
        task = PickTask(number="P-000001", sales_order_id=so.id)
        user = await make_user(session)
        carton = Carton(number="C-000001", sales_order_id=so.id, packed_by=user.id)
        session.add_all([task, carton])
    return Floor(db, milk, phone, cheese, bin_, po, so, task, carton)


@pytest.mark.parametrize("text", ["BIN:A-01-2", "bin:a-01-2", "A-01-2", "a-01-2"])
async def test_a_bin_is_found_by_label_and_by_code(floor: Floor, text: str) -> None:
    found = await floor.subject(text)
    assert found.kind is SubjectKind.LOCATION
    assert found.location is not None
    assert found.location.id == floor.bin.id


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1001", "purchase_order"),
        ("DOC:1001", "purchase_order"),
        ("so-1042", "sales_order"),
        ("P-000001", "pick_task"),
        ("C-000001", "carton"),
        ("CTN:C-000001", "carton"),
    ],
)
async def test_a_document_is_found_by_its_number(floor: Floor, text: str, kind: str) -> None:
    found = await floor.subject(text)
    assert (found.kind, found.document_type) == (SubjectKind.DOCUMENT, kind)
    ids = {
        "purchase_order": floor.po.id,
        "sales_order": floor.so.id,
        "pick_task": floor.task.id,
        "carton": floor.carton.id,
    }
    assert found.document_id == ids[kind]


async def test_a_badge_is_recognised_but_not_checked_here(floor: Floor) -> None:
    found = await floor.subject("BDG:ANYTHING")
    assert found.kind is SubjectKind.BADGE
    assert found.user_id is None


async def test_a_serial_number_means_its_item_and_lot(floor: Floor) -> None:
    found = await floor.subject("SN-77")
    assert found.item is not None
    assert found.item.id == floor.phone.id
    assert (found.serial_number, found.lot_number) == ("SN-77", "P1")


@pytest.mark.parametrize("text", [MILK, "0" + MILK, "(01)0" + MILK, "MILK-1", "milk-1"])
async def test_all_spellings_of_an_item_mean_one_of_it(floor: Floor, text: str) -> None:
    found = await floor.subject(text)
    assert found.item is not None
    assert found.item.id == floor.milk.id
    assert found.pack_qty == 1


async def test_a_case_code_and_an_alias_count_their_pack(floor: Floor) -> None:
    assert (await floor.subject(CASE)).pack_qty == 12
    assert (await floor.subject("OATLY-OLD")).pack_qty == 6


async def test_a_sku_in_other_capitals_is_found_last(floor: Floor) -> None:
    found = await floor.subject("phone-x")
    assert found.item is not None
    assert found.item.id == floor.phone.id


async def test_a_gs1_label_brings_lot_expiry_and_count(floor: Floor) -> None:
    found = await floor.subject(f"(01)0{MILK}(17)270314(10)L2211(30)24")
    assert found.lot_number == "L2211"
    assert found.expires_on == date(2027, 3, 14)
    assert found.count == 24


async def test_the_count_of_a_pallet_label_is_in_its_content(floor: Floor) -> None:
    found = await floor.subject(f"(02){CASE}(37)10(10)L2211")
    assert found.item is not None
    assert found.item.id == floor.milk.id
    assert found.count == 120


async def test_a_weight_counts_only_for_what_is_kept_by_weight(floor: Floor) -> None:
    assert (await floor.subject("(01)09501101530010(3103)001250")).count == Decimal("1.25")
    assert (await floor.subject(f"(01)0{MILK}(3103)001250")).count is None
    assert (await floor.subject("(01)09501101530010(3200)000012")).count is None


async def test_an_unknown_gtin_says_which_one_was_read(floor: Floor) -> None:
    for text in ("4006381333931", "(01)04006381333931(10)X"):
        with pytest.raises(UnknownBarcode) as caught:
            await floor.scan(text)
        assert "04006381333931" in caught.value.detail
        assert caught.value.params["gtin"] == "04006381333931"


@pytest.mark.parametrize(
    "text", ["NOTHING", "BIN:NOTHING", "DOC:1", "CTN:1001", "TOTE:5", "(10)L1"]
)
async def test_what_is_not_known_is_refused(floor: Floor, text: str) -> None:
    with pytest.raises(UnknownBarcode):
        await floor.scan(text)


async def test_two_items_under_one_text_are_asked_and_the_answer_counts(floor: Floor) -> None:
    async with floor.db.write() as session:
        other = await make_item(session, "OATLY-OLD")
    choices = await floor.choices("OATLY-OLD", task="pick")
    assert [one.value for one in choices] == [f"item:{floor.milk.id}", f"item:{other.id}"]
    assert [one.detail for one in choices] == ["MILK-1", "OATLY-OLD"]
    found = await floor.subject("OATLY-OLD", task="pick", choice=choices[1].value)
    assert found.item is not None
    assert found.item.id == other.id
    assert await floor.choices("OATLY-OLD", task="pick", choice="item:nonsense") == choices


async def test_the_task_decides_between_a_purchase_and_a_sales_order(floor: Floor) -> None:
    async with floor.db.write() as session:
        await make_so(session, await make_customer(session), [], number="1001")
    assert (await floor.subject("1001", task="receive")).document_type == "purchase_order"
    assert (await floor.subject("1001", task="pick")).document_type == "sales_order"
    assert len(await floor.choices("1001", task="lookup")) == 2


async def test_what_the_task_cannot_use_is_still_said(floor: Floor) -> None:
    assert (await floor.subject("1001", task="pick")).document_type == "purchase_order"
    assert (await floor.subject("BIN:A-01-2", task="ship")).kind is SubjectKind.LOCATION


async def test_a_finished_document_gives_way_to_an_open_one(floor: Floor) -> None:
    async with floor.db.write() as session:
        vendor = await make_vendor(session)
        await make_po(session, vendor, [], number="1001", state=OrderState.CLOSED)
        await make_po(session, vendor, [], number="0999", state=OrderState.CLOSED)
    assert (await floor.subject("1001", task="receive")).document_id == floor.po.id
    assert (await floor.subject("0999", task="receive")).document_type == "purchase_order"


async def test_a_place_and_an_item_of_the_same_name_are_asked(floor: Floor) -> None:
    async with floor.db.write() as session:
        await make_item(session, "A-01-2")
    kinds = [one.value.split(":")[0] for one in await floor.choices("A-01-2", task="pick")]
    assert kinds == ["location", "item"]
    assert (await floor.subject("BIN:A-01-2", task="pick")).kind is SubjectKind.LOCATION


async def test_what_is_no_longer_used_is_not_found(floor: Floor) -> None:
    async with floor.db.write() as session:
        await session.execute(sa.update(Location).values(active=False))
    for text in ("BIN:A-01-2", "@vendor"):
        with pytest.raises(UnknownBarcode):
            await floor.scan(text)


async def test_goods_of_an_item_made_inactive_are_still_known(floor: Floor) -> None:
    async with floor.db.write() as session:
        await session.execute(sa.update(Item).values(active=False))
    for text in (MILK, f"(01)0{MILK}", "MILK-1", "SN-77"):
        assert (await floor.subject(text)).kind is SubjectKind.ITEM


async def test_an_item_made_inactive_gives_way_to_one_in_use(floor: Floor) -> None:
    async with floor.db.write() as session:
        old = await make_item(session, "Sn-77")
        await session.execute(sa.update(Item).where(Item.id == old.id).values(active=False))  # type: ignore[arg-type]
    subject = await floor.subject("SN-77")
    assert subject.item is not None
    assert subject.item.id != old.id


async def test_the_ledgers_counterparties_cannot_be_scanned(floor: Floor) -> None:
    with pytest.raises(UnknownBarcode):
        await floor.scan("@vendor")


@pytest.mark.parametrize(
    ("text", "statements"), [(MILK, 2), (f"(01)0{MILK}(10)L", 1), ("A-01-2", 2)]
)
async def test_a_scan_is_resolved_in_two_statements_at_most(
    floor: Floor, text: str, statements: int
) -> None:
    seen: list[str] = []

    def count(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    sa.event.listen(floor.db.engine.sync_engine, "before_cursor_execute", count)
    with watched(seen.append):
        await floor.subject(text)
    assert len([one for one in seen if one.startswith("SELECT")]) == statements
