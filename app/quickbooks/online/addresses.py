"""Where a person sees a record in QuickBooks: the address of its page."""

from collections.abc import Mapping

from app.quickbooks.online.oauth import Endpoints

_HOSTS = {
    "sandbox": "https://app.sandbox.qbo.intuit.com",
    "production": "https://app.qbo.intuit.com",
}
_PAGES: Mapping[str, str] = {"InventoryAdjustment": "inventoryqtyadjustment"}
_LISTS: Mapping[str, str] = {"Item": "items", "Customer": "customers", "Vendor": "vendors"}
SIMULATED_BOOKS = "/simulator/quickbooks-online/books"
SIMULATED_DESKTOP_BOOKS = "/simulator/quickbooks-desktop/books"


def record_address(endpoints: Endpoints, entity: str, external_id: str) -> str:
    """The page of a transaction; for an item, customer or vendor the list it stands in.

    The company is the one the person is signed in to there: the address cannot name it. A
    simulated company shows its records on one page.
    """
    if endpoints.environment not in _HOSTS:
        return f"{SIMULATED_BOOKS}#txn-{external_id}"
    app = f"{_HOSTS[endpoints.environment]}/app"
    if entity in _LISTS:
        return f"{app}/{_LISTS[entity]}"
    return f"{app}/{_PAGES.get(entity, entity.lower())}?txnId={external_id}"
