"""What a person does by hand in QuickBooks' own screens, as plain functions on the company.

``bookkeeper.change_line(company, "Bill", "WH-R-1", "OAT-1L", quantity=5)`` is what tests, the
bookkeeper's page and its API (``/admin/bookkeeper``) use. Records are named by Id, document number,
SKU or name. Raises NotInTheBooks where there is no such record, QboFault where QuickBooks refuses.
"""

from app.quickbooks.simulator.bookkeeper.company_file import (
    VARIANTS,
    become,
    close_books,
    disconnect_app,
    end_subscription,
    prefer,
    renew_subscription,
    reopen_books,
)
from app.quickbooks.simulator.bookkeeper.documents import (
    Row,
    add_line,
    change_line,
    delete,
    deposit,
    edit,
    enter,
    remove_line,
    void,
)
from app.quickbooks.simulator.bookkeeper.finding import NotInTheBooks, record
from app.quickbooks.simulator.bookkeeper.lists import (
    deactivate,
    merge,
    reactivate,
    relabel,
    rename,
)
from app.quickbooks.simulator.bookkeeper.others import SYSTEMS, post_as

__all__ = [
    "SYSTEMS",
    "VARIANTS",
    "NotInTheBooks",
    "Row",
    "add_line",
    "become",
    "change_line",
    "close_books",
    "deactivate",
    "delete",
    "deposit",
    "disconnect_app",
    "edit",
    "end_subscription",
    "enter",
    "merge",
    "post_as",
    "prefer",
    "reactivate",
    "record",
    "relabel",
    "remove_line",
    "rename",
    "renew_subscription",
    "reopen_books",
    "void",
]
