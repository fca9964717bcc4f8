"""The simulated QuickBooks Desktop in a browser: its books, its bookkeeper, its Web Connector."""

from starlette.applications import Starlette

from app.quickbooks.simulator.assets import asset_route
from app.quickbooks.simulator.desktop.computer import Computer
from app.quickbooks.simulator.desktop.pages.bookkeeper import bookkeeper_routes
from app.quickbooks.simulator.desktop.pages.books import books_routes
from app.quickbooks.simulator.desktop.pages.connector import connector_routes
from app.quickbooks.simulator.desktop.pages.registers import register_routes


def create_desktop_simulator(computer: Computer) -> Starlette:
    """The pages for people, and the same by JSON for programs. It serves nothing else: QuickBooks
    Desktop has no address, its Web Connector calls."""
    routes = [
        *books_routes(computer.company),
        *bookkeeper_routes(computer),
        *connector_routes(computer),
        *register_routes(computer.company),
        asset_route(),
    ]
    simulator = Starlette(routes=routes)
    simulator.state.computer = computer
    return simulator
