"""A QuickBooks Online company to develop, test and demonstrate against."""

from app.quickbooks.simulator.company import SimulatedCompany
from app.quickbooks.simulator.online import create_online_simulator
from app.quickbooks.simulator.seed import seed_demo
from app.quickbooks.simulator.store import Store

__all__ = ["SimulatedCompany", "Store", "create_online_simulator", "seed_demo"]
