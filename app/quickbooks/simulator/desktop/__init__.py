"""A QuickBooks Desktop company to develop, test and demonstrate against.

``DesktopCompany(Books(clock, profile))`` is QuickBooks with a company file: ``begin``, ``hcp``,
``process`` a qbXML document, ``end``. ``Bookkeeper(company)`` is the person who works in the same
books; ``transactions.person`` are that person's transactions. ``rules`` lists what is enforced
where, ``behaviours`` what nobody has verified and how to flip it, ``profiles`` which QuickBooks
there are. ``Keeper(Store(file))`` keeps the books over a restart.
"""

from app.quickbooks.simulator.desktop.bookkeeper import Bookkeeper, NotInTheBooks
from app.quickbooks.simulator.desktop.engine import DesktopCompany
from app.quickbooks.simulator.desktop.keeping import Keeper
from app.quickbooks.simulator.desktop.outcomes import Crash, Refusal
from app.quickbooks.simulator.desktop.seed import seed_desktop_demo
from app.quickbooks.simulator.desktop.store import Books

__all__ = [
    "Bookkeeper",
    "Books",
    "Crash",
    "DesktopCompany",
    "Keeper",
    "NotInTheBooks",
    "Refusal",
    "seed_desktop_demo",
]
