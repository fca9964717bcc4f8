"""`make run`: one command that starts, refuses clearly, stops cleanly and keeps its data."""

import contextlib
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from app.core import clock
from app.demo import plan
from tests.e2e.demo import Demo, wait_until_gone
from tests.e2e.phone import Phone, gs1
from tests.e2e.processes import free_port, wait_for
from tests.e2e.production import run_command

LOT = "KEPT-1"


def test_it_says_where_to_go_and_how_to_sign_in(demo: Demo) -> None:
    said = demo.process.output
    assert demo.url in said
    for person in plan.PEOPLE[:1]:
        assert f"{person.email}   password {person.password}" in said
    for person in (plan.RECEIVER, plan.PICKER):
        assert f"{person.name}   PIN {person.pin}   badge {person.badge}" in said
    assert f"{demo.url}/print/barcodes" in said
    assert "Traceback" not in said


def test_it_is_alive_and_ready(demo: Demo) -> None:
    assert httpx.get(f"{demo.url}/health/live").json() == {"status": "alive"}
    ready = httpx.get(f"{demo.url}/health/ready").json()
    assert ready["status"] == "ready"
    assert ready["database"]
    assert ready["schema_current"]
    assert ready["valkey"]
    assert "zxing-cpp" in ready["barcode_engines"]


def test_a_second_instance_on_the_same_data_is_refused_in_one_line(demo: Demo) -> None:
    refused = run_command(demo.env, "serve", "--demo", "--port", str(free_port()))
    assert refused.returncode == 1
    assert one_line(refused.stderr).startswith("Scanpost already runs on the data folder")
    assert str(demo.process.pid) in refused.stderr


def test_a_taken_port_is_refused_in_one_line(demo: Demo, tmp_path: Path) -> None:
    env = {"SCANPOST_DATA_DIR": str(tmp_path)}
    refused = run_command(env, "serve", "--demo", "--port", str(demo.port))
    assert refused.returncode == 1
    assert one_line(refused.stderr) == (
        f"Port {demo.port} is taken by another program. "
        f"Choose another one: make run PORT={demo.port + 1}"
    )


def test_the_demo_is_not_reset_under_a_running_server(demo: Demo) -> None:
    refused = run_command(demo.env, "demo-reset")
    assert refused.returncode == 1
    assert one_line(refused.stderr).startswith("Scanpost already runs on the data folder")
    assert demo.books()["items"]


def test_nobody_who_is_not_a_manager_sees_the_books(demo: Demo) -> None:
    for page in ("books", "books.json", "admin/audit"):
        answer = httpx.get(f"{demo.url}/simulator/quickbooks-online/{page}")
        assert answer.is_redirect


@pytest.mark.timeout(240)
def test_it_keeps_its_data_over_ctrl_c_and_kills_until_it_is_reset(tmp_path: Path) -> None:
    demo = Demo(tmp_path / "data")
    with started(demo):
        receive_a_lot(demo)
        bill_is_in_the_books(demo)
        children = demo.children()
        assert any("valkey" in child.name() for child in children)
        assert demo.process.interrupt() == 0
        wait_until_gone(children)
        assert "Traceback" not in demo.process.output

        demo.start()
        the_lot_is_there(demo)
        bill_is_in_the_books(demo)
        orphan = demo.valkey()
        demo.process.kill_alone()
        assert orphan.is_running()

        demo.start()
        the_lot_is_there(demo)
        wait_until_gone([orphan])
        assert demo.valkey().pid != orphan.pid
        assert demo.process.interrupt() == 0

    verified = run_command(demo.env | {"SCANPOST_DEMO": "true"}, "verify")
    assert verified.returncode == 0, verified.stdout
    reset = run_command(demo.env, "demo-reset")
    assert (reset.returncode, one_line(reset.stdout)) == (
        0,
        "The demo starts over at the next `make run`.",
    )
    assert list(demo.folder.iterdir()) == []


@contextlib.contextmanager
def started(demo: Demo) -> Iterator[None]:
    try:
        demo.start()
        yield
    finally:
        demo.process.kill()


def receive_a_lot(demo: Demo) -> None:
    phone = Phone(demo.url, demo.token(), threading.Event())
    expiry = clock.today(plan.ZONE) + timedelta(days=200)
    receipt = phone.scan("receive", "PO-2001")["document"]["id"]
    phone.scan("receive", gs1("OAT-1L", LOT, expiry=expiry, count=6), document_id=receipt)
    phone.close()


def the_lot_is_there(demo: Demo) -> None:
    with demo.manager() as manager:
        rows = manager.get("/api/stock", params={"search": LOT}).json()["items"]
    assert [row["on_hand"] for row in rows] == ["6"]


def bill_is_in_the_books(demo: Demo) -> None:
    wait_for("the bill", lambda: bool(demo.books()["Bill"]))
    (bill,) = demo.books()["Bill"]
    (line,) = bill["Line"]
    assert line["ItemBasedExpenseLineDetail"]["Qty"] == 6


def one_line(text: str) -> str:
    lines = text.strip().splitlines()
    assert len(lines) == 1, text
    return lines[0]
