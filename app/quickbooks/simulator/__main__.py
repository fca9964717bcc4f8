"""The simulator as its own process: ``python -m app.quickbooks.simulator --port N --data FILE``."""

import argparse
import sys
from datetime import UTC, datetime

import uvicorn

from app.quickbooks.simulator import SimulatedCompany, Store, create_online_simulator, seed_demo


def main() -> None:
    parser = argparse.ArgumentParser(description="A simulated QuickBooks Online company")
    parser.add_argument("--port", type=int, required=True, help="port on 127.0.0.1")
    parser.add_argument("--data", default=":memory:", help="file that keeps the books")
    parser.add_argument("--empty", action="store_true", help="start without the demo company")
    arguments = parser.parse_args()
    store = Store(arguments.data)
    company = SimulatedCompany(store, lambda: datetime.now(UTC))
    if not arguments.empty:
        seed_demo(company)
    sys.stdout.write(f"Simulated QuickBooks: http://127.0.0.1:{arguments.port}/books\n")
    sys.stdout.flush()
    # Dropped answers are provoked by failing inside the server, which would log each one.
    uvicorn.run(
        create_online_simulator(company),
        host="127.0.0.1",
        port=arguments.port,
        log_level="critical",
        access_log=False,
    )
    store.close()


main()
