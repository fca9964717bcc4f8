"""A QuickBooks Online company to develop, test and demonstrate against.

``create_online_simulator(SimulatedCompany(Store(file), clock))`` is an ASGI app on Intuit's own
paths. Beside them: ``/books`` shows the books, ``/admin/bookkeeper`` does what a person does in
QuickBooks by hand (from Python: ``app.quickbooks.simulator.bookkeeper``), ``/admin/faults`` makes
things go wrong, ``/admin/settings`` changes edition, preferences and doubtful behaviours,
``/admin/audit`` recomputes stock and finds documents by their note, ``/admin/rules`` lists what is
enforced where.
"""

from app.quickbooks.simulator.company import SimulatedCompany
from app.quickbooks.simulator.online import create_online_simulator
from app.quickbooks.simulator.seed import seed_demo
from app.quickbooks.simulator.store import Store

__all__ = ["SimulatedCompany", "Store", "create_online_simulator", "seed_demo"]
