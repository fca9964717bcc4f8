"""What QuickBooks says of itself, of the company and of its preferences (reference §1.4, §3.12)."""

from typing import Any

from lxml.etree import _Element as Element

from app.quickbooks.desktop.grammar import RETURNS
from app.quickbooks.simulator.desktop.render import element
from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Books

_TRACKING = {"none": "None", "lot": "LotNumber", "serial": "SerialNumber"}


@rule(31, "reference §1.4", "documented")
def host(books: Books, version: str) -> Element:
    """The installed QuickBooks: product, release, the qbXML versions it understands, its mode."""
    profile = books.profile
    values = {
        "ProductName": profile.product,
        "MajorVersion": str(profile.year - 1990),
        "MinorVersion": "0",
        "Country": "US",
        "SupportedQBXMLVersion": list(profile.versions),
        "IsAutomaticLogin": True,
        "QBFileMode": books.mode,
    }
    return element(books, "HostRet", values, RETURNS["HostRet"], version=version)


def company(books: Books, version: str, owners: list[str]) -> Element:
    """The company, with what the applications of these owners have written into it: the FileID
    by which Web Connector tells one company file from another."""
    extras = [
        {
            "OwnerID": owner,
            "DataExtName": "FileID",
            "DataExtType": "STR255TYPE",
            "DataExtValue": file_id,
        }
        for owner, file_id in books.file_ids.items()
        if owner.upper() in [one.upper() for one in owners]
    ]
    values = {
        "IsSampleCompany": False,
        "CompanyName": books.company_name,
        "LegalCompanyName": books.company_name,
        "FirstMonthFiscalYear": "January",
        "FirstMonthIncomeTaxYear": "January",
        "TaxForm": "OtherOrNone",
        "DataExtRet": extras,
    }
    return element(books, "CompanyRet", values, RETURNS["CompanyRet"], version=version)


def preferences(books: Books, version: str) -> Element:
    """The preferences, those of ``books.preferences`` in place of the profile's own."""
    shown = {
        section: {name: books.preferences.get(name, value) for name, value in values.items()}
        for section, values in _usual(books).items()
    }
    return element(books, "PreferencesRet", shown, RETURNS["PreferencesRet"], version=version)


def preference(books: Books, name: str) -> Any:
    """One preference by its element's name. Raises KeyError where there is none."""
    usual = next(values for values in _usual(books).values() if name in values)
    return books.preferences.get(name, usual[name])


def preference_names(books: Books) -> tuple[str, ...]:
    """The names of all preferences that there are to set."""
    return tuple(name for values in _usual(books).values() for name in values)


@rule(26, "reference §3.10, §3.12", "documented")
def _usual(books: Books) -> dict[str, dict[str, Any]]:
    """The preferences of a company of this profile, section by section."""
    profile = books.profile
    tracks = profile.tracked != "none"
    return {
        "AccountingPreferences": {
            "IsUsingAccountNumbers": False,
            "IsRequiringAccounts": True,
            "IsUsingClassTracking": True,
            "AssignClassesTo": "None",
            "IsUsingAuditTrail": True,
            "IsAssigningJournalEntryNumbers": True,
            "ClosingDate": books.closing_date,
        },
        "JobsAndEstimatesPreferences": {
            "IsUsingEstimates": True,
            "IsUsingProgressInvoicing": False,
            "IsPrintingItemsWithZeroAmounts": False,
        },
        "MultiCurrencyPreferences": {"IsMultiCurrencyOn": False},
        "MultiLocationInventoryPreferences": {
            "IsMultiLocationInventoryAvailable": profile.advanced_inventory,
            "IsMultiLocationInventoryEnabled": profile.sites,
        },
        "PurchasesAndVendorsPreferences": {
            "IsUsingInventory": True,
            "DaysBillsAreDue": 10,
            "IsAutomaticallyUsingDiscounts": False,
        },
        "ReportsPreferences": {
            "AgingReportBasis": "AgeFromDueDate",
            "SummaryReportBasis": "Accrual",
        },
        "SalesAndCustomersPreferences": {
            "IsTrackingReimbursedExpensesAsIncome": False,
            "IsAutoApplyingPayments": True,
        },
        "TimeTrackingPreferences": {"FirstDayOfWeek": "Monday"},
        "CurrentAppAccessRights": {
            "IsAutomaticLoginAllowed": True,
            "AutomaticLoginUserName": "Scanpost",
            "IsPersonalDataAccessAllowed": False,
        },
        "ItemsAndInventoryPreferences": {
            "EnhancedInventoryReceivingEnabled": False,
            "IsTrackingSerialOrLotNumber": _TRACKING[profile.tracked],
            "isTrackingOnSalesTransactionsEnabled": tracks,
            "isTrackingOnPurchaseTransactionsEnabled": tracks,
            "isTrackingOnInventoryAdjustmentEnabled": tracks,
            "isTrackingOnBuildAssemblyEnabled": tracks,
            "FIFOEnabled": False,
            "IsRSBEnabled": profile.advanced_inventory,
            "IsBarcodeEnabled": profile.barcodes,
        },
    }
