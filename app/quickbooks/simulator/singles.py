"""CompanyInfo and Preferences, told from the company's settings."""

from app.quickbooks.simulator.behaviour import Behaviour
from app.quickbooks.simulator.books import Books
from app.quickbooks.simulator.rules import rule
from app.quickbooks.simulator.values import Doc, stamp


def single(books: Books, entity: str, realm: str) -> Doc:
    """The one CompanyInfo or the one Preferences record."""
    at = stamp(books.settings_changed_at)
    common = {
        "Id": "1",
        "SyncToken": "0",
        "domain": "QBO",
        "sparse": False,
        "MetaData": {"CreateTime": at, "LastUpdatedTime": at},
    }
    content = _company(books.behaviour, realm) if entity == "CompanyInfo" else _preferences(books)
    return {**content, **common}


@rule(22, "S24: the subscription's state is told here")
def _company(behaviour: Behaviour, realm: str) -> Doc:
    return {
        "CompanyName": behaviour.company_name,
        "LegalName": behaviour.company_name,
        "Country": behaviour.country,
        "DefaultTimeZone": behaviour.time_zone,
        "FiscalYearStartMonth": "January",
        "SupportedLanguages": behaviour.language,
        "CompanyStartDate": "2024-01-01",
        "NameValue": [
            {"Name": "SubscriptionStatus", "Value": behaviour.subscription_status},
            {"Name": "OfferingSku", "Value": f"QuickBooks Online {behaviour.edition}"},
            {"Name": "ItemCategoriesFeature", "Value": "true"},
            {"Name": "CompanyType", "Value": "Other"},
            {"Name": "IndustryType", "Value": "Wholesale distribution"},
            {"Name": "RealmId", "Value": realm},
        ],
    }


def _preferences(books: Books) -> Doc:
    behaviour = books.behaviour
    inventory = behaviour.quantity_on_hand and has_inventory(behaviour)
    accounting: Doc = {
        "ClassTrackingPerTxn": behaviour.class_tracking == "transaction",
        "ClassTrackingPerTxnLine": behaviour.class_tracking == "line",
        "TrackDepartments": behaviour.track_departments,
        "DepartmentTerminology": "Location",
        "CustomerTerminology": "Customers",
        "UseAccountNumbers": False,
        "FirstMonthOfFiscalYear": "January",
    }
    if behaviour.book_close_date is not None:
        accounting["BookCloseDate"] = behaviour.book_close_date
    return {
        "AccountingInfoPrefs": accounting,
        "ProductAndServicesPrefs": {
            "ForSales": True,
            "ForPurchase": inventory,
            "QuantityWithPriceAndRate": True,
            "QuantityOnHand": inventory,
        },
        "SalesFormsPrefs": {
            "CustomTxnNumbers": behaviour.custom_txn_numbers,
            "AllowShipping": True,
            "AllowEstimates": True,
            "AllowDiscount": True,
            "AllowDeposit": True,
        },
        "VendorAndPurchasesPrefs": {"TrackingByCustomer": True, "BillableExpenseTracking": True},
        "TaxPrefs": {"UsingSalesTax": False, "PartnerTaxEnabled": False},
        "CurrencyPrefs": {"MultiCurrencyEnabled": False, "HomeCurrency": {"value": "USD"}},
        "OtherPrefs": {"NameValue": _other_preferences(behaviour)},
    }


def _other_preferences(behaviour: Behaviour) -> list[Doc]:
    switches = {
        "VendorAndPurchasesPrefs.UseCustomTxnNumbers": behaviour.custom_purchase_numbers,
        "WarnDuplicateCheckNumber": behaviour.warn_duplicate_bill_numbers,
    }
    return [{"Name": name, "Value": str(value).lower()} for name, value in switches.items()]


def has_inventory(behaviour: Behaviour) -> bool:
    """Plus and Advanced track inventory and have purchase orders; the smaller editions do not."""
    return behaviour.edition in ("Plus", "Advanced")
