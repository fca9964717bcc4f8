"""The chart of accounts: which types there are and what follows from them."""

from app.quickbooks.simulator.faultbody import QboFault
from app.quickbooks.simulator.values import Doc

# account type: classification and the subtype it gets where none is sent
_TYPES = {
    "Bank": ("Asset", "Checking"),
    "Accounts Receivable": ("Asset", "AccountsReceivable"),
    "Other Current Asset": ("Asset", "OtherCurrentAssets"),
    "Fixed Asset": ("Asset", "FurnitureAndFixtures"),
    "Other Asset": ("Asset", "OtherLongTermAssets"),
    "Accounts Payable": ("Liability", "AccountsPayable"),
    "Credit Card": ("Liability", "CreditCard"),
    "Other Current Liability": ("Liability", "OtherCurrentLiabilities"),
    "Long Term Liability": ("Liability", "OtherLongTermLiabilities"),
    "Equity": ("Equity", "OpeningBalanceEquity"),
    "Income": ("Revenue", "SalesOfProductIncome"),
    "Cost of Goods Sold": ("Expense", "SuppliesMaterialsCogs"),
    "Expense": ("Expense", "OtherMiscellaneousServiceCost"),
    "Other Income": ("Revenue", "OtherMiscellaneousIncome"),
    "Other Expense": ("Expense", "OtherMiscellaneousExpense"),
}
# subtypes a warehouse meets that are not their type's default
_SUBTYPES = {
    **{subtype: kind for kind, (_, subtype) in _TYPES.items()},
    "Inventory": "Other Current Asset",
    "UndepositedFunds": "Other Current Asset",
    "CashOnHand": "Bank",
    "Savings": "Bank",
    "ServiceFeeIncome": "Income",
    "DiscountsRefundsGiven": "Income",
    "ShippingFreightDeliveryCos": "Cost of Goods Sold",
    "OtherCostsOfServiceCos": "Cost of Goods Sold",
    "ShippingFreightDelivery": "Expense",
    "SuppliesMaterials": "Expense",
}


def completed_account(doc: Doc) -> Doc:
    """The account with type, subtype and classification, of which one of the first two is sent."""
    kind, subtype = doc.get("AccountType"), doc.get("AccountSubType")
    if kind is None and subtype is None:
        raise QboFault(2020, element="AccountType", name="AccountType")
    if '"' in doc["Name"]:
        raise QboFault(2040, element="Name", name="Name")
    if kind is None:
        kind = _SUBTYPES.get(subtype or "")
    if kind is None:
        raise QboFault(2170, element="AccountSubType", name="AccountSubType", value=subtype)
    if subtype is not None and _SUBTYPES.get(subtype, kind) != kind:
        raise QboFault(2600, element="AccountSubType", text=f"{subtype} is not of type {kind}")
    classification, usual = _TYPES[kind]
    return {
        "CurrentBalance": 0,
        "CurrentBalanceWithSubAccounts": 0,
        "SubAccount": False,
        **doc,
        "AccountType": kind,
        "AccountSubType": subtype or usual,
        "Classification": classification,
    }
