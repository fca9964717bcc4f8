"""Field tables of the transactions, headers and lines."""

from app.quickbooks.simulator.field_parts import (
    ADDRESS,
    COMMON,
    EMAIL,
    LINKED,
    MARKUP,
    MEMO,
    PAYABLE,
)
from app.quickbooks.simulator.fields import (
    Fields,
    anything,
    choice,
    day,
    flag,
    group,
    many,
    number,
    ref,
    text,
    whole,
)

LINE: Fields = {
    "Id": text(50),
    "LineNum": whole,
    "Description": text(4000),
    "Amount": number,
    "Received": number.shown(),
    "LinkedTxn": LINKED,
    "CustomField": COMMON["CustomField"],
    "CustomExtensions": anything,
    "ProjectRef": ref(),
    "CostAmount": number.shown(),
    "HomeCostAmount": number.shown(),
}
DETAIL: Fields = {
    "ItemRef": ref("Item"),
    "ClassRef": ref("Class"),
    "UnitPrice": number,
    "RatePercent": number,
    "PriceLevelRef": ref(),
    "MarkupInfo": MARKUP,
    "Qty": number,
    "ItemAccountRef": ref("Account"),
    "TaxCodeRef": ref(),
    "TaxClassificationRef": ref(),
    "TaxInclusiveAmt": number,
}
BILLABLE: Fields = {
    "CustomerRef": ref("Customer"),
    # HasBeenBilled is set by QuickBooks and refused from a client.
    "BillableStatus": choice("Billable", "NotBillable"),
}
ITEM_EXPENSE = "ItemBasedExpenseLineDetail"
ACCOUNT_EXPENSE = "AccountBasedExpenseLineDetail"
SALES = "SalesItemLineDetail"
ADJUSTMENT = "ItemAdjustmentLineDetail"
SUBTOTAL = "SubTotalLineDetail"
DISCOUNT = "DiscountLineDetail"
DESCRIPTION = "DescriptionOnly"

EXPENSE_LINES: Fields = {
    **LINE,
    "DetailType": choice(ITEM_EXPENSE, ACCOUNT_EXPENSE, DESCRIPTION),
    ITEM_EXPENSE: group({**DETAIL, **BILLABLE}),
    ACCOUNT_EXPENSE: group(
        {
            **BILLABLE,
            "ClassRef": ref("Class"),
            "AccountRef": ref("Account"),
            "MarkupInfo": MARKUP,
            "TaxAmount": number,
            "TaxCodeRef": ref(),
            "TaxInclusiveAmt": number,
        }
    ),
    "DescriptionLineDetail": group({"ServiceDate": day, "TaxCodeRef": ref()}),
}
SALES_LINES: Fields = {
    **LINE,
    "DetailType": choice(SALES, SUBTOTAL, DISCOUNT, DESCRIPTION),
    SALES: group(
        {
            **DETAIL,
            "ServiceDate": day,
            "DiscountRate": number,
            "DiscountAmt": number,
            "DeferredRevenue": flag,
        }
    ),
    SUBTOTAL: group({"ItemRef": ref(), "ServiceDate": day}),
    DISCOUNT: group(
        {
            "PercentBased": flag,
            "DiscountPercent": number,
            "DiscountAccountRef": ref("Account"),
            "DiscountRef": ref(),
            "ServiceDate": day,
            "ClassRef": ref("Class"),
            "TaxCodeRef": ref(),
        }
    ),
    "DescriptionLineDetail": group({"ServiceDate": day, "TaxCodeRef": ref()}),
}
ADJUSTMENT_LINES: Fields = {
    **LINE,
    "DetailType": choice(ADJUSTMENT),
    ADJUSTMENT: group(
        {
            "ItemRef": ref("Item"),
            "QtyDiff": number,
            "SalesPrice": number,
            "ClassRef": ref("Class"),
        }
    ),
}

TRANSACTION: Fields = {
    **COMMON,
    "DocNumber": text(21).query(),
    "TxnDate": day.query(),
    "TxnSubType": text(50).shown(),
    "DepartmentRef": ref("Department"),
    "CurrencyRef": ref(),
    "ExchangeRate": number,
    "PrivateNote": text(4000),
    "LinkedTxn": LINKED,
    "TxnTaxDetail": group(
        {
            "TxnTaxCodeRef": ref(),
            "TotalTax": number,
            "TaxLine": anything,
            "TaxReviewStatus": text().shown(),
        }
    ),
    "TxnSource": text(100),
    "TransactionLocationType": text(100),
    "Tag": anything,
    "RecurDataRef": ref().shown(),
    "ProjectRef": ref(),
}
PRICED: Fields = {
    **TRANSACTION,
    "GlobalTaxCalculation": choice("TaxInclusive", "TaxExcluded", "NotApplicable"),
    "TotalAmt": number.shown().query(),
}
VENDOR_SIDE: Fields = {
    **PRICED,
    "VendorRef": ref("Vendor").must().query(),
    "APAccountRef": PAYABLE.query(),
    "VendorAddr": ADDRESS,
    "Memo": text(4000),
    "Line": many(EXPENSE_LINES).must(),
}
ON_FORM: Fields = {
    "PrintStatus": choice("NotSet", "NeedToPrint", "PrintComplete"),
    "EmailStatus": choice("NotSet", "NeedToSend", "EmailSent"),
}
CUSTOMER_SIDE: Fields = {
    **PRICED,
    **ON_FORM,
    "CustomerRef": ref("Customer").must().query(),
    "CustomerMemo": MEMO,
    "ClassRef": ref("Class"),
    "BillAddr": ADDRESS,
    "ShipAddr": ADDRESS,
    "FreeFormAddress": flag,
    "ShipFromAddr": ADDRESS,
    "ShipMethodRef": ref(),
    "ShipDate": day,
    "TrackingNum": text(31),
    "BillEmail": EMAIL,
    "BillEmailCc": EMAIL,
    "BillEmailBcc": EMAIL,
    "DeliveryInfo": anything.shown(),
    "ApplyTaxAfterDiscount": flag,
    "DiscountRate": number,
    "DiscountAmt": number,
    "PaymentMethodRef": ref(),
    "PaymentRefNum": text(21),
    "PaymentType": choice("Cash", "Check", "CreditCard", "Expense", "Other"),
    "CheckPayment": anything,
    "CreditCardPayment": anything,
    "TaxExemptionRef": ref(),
    "FinanceCharge": flag,
    "PONumber": text(25),
    "FOB": text(50),
    "HomeTotalAmt": number.shown(),
    "Balance": number.shown(),
    "HomeBalance": number.shown(),
    "Line": many(SALES_LINES).must(),
}
DEPOSIT_TO = ref("Account", accounts=("Bank", "Other Current Asset"))

PURCHASE_ORDER: Fields = {
    **VENDOR_SIDE,
    "APAccountRef": PAYABLE.must().query(),
    "ClassRef": ref("Class"),
    "SalesTermRef": ref("Term"),
    "DueDate": day.query(),
    "ExpectedDate": day,
    "ShipTo": ref("Customer"),
    "ShipAddr": ADDRESS,
    "ShipMethodRef": ref(),
    "FOB": text(50),
    "POEmail": EMAIL,
    "TemplateRef": ref(),
    "EmailStatus": ON_FORM["EmailStatus"],
    "PrintStatus": ON_FORM["PrintStatus"],
    "POStatus": choice("Open", "Closed"),
}
BILL: Fields = {
    **VENDOR_SIDE,
    "SalesTermRef": ref("Term").query(),
    "DueDate": day.query(),
    "RemitToAddr": ADDRESS,
    "ShipAddr": ADDRESS,
    "Balance": number.shown().query(),
    "HomeBalance": number.shown(),
}
PURCHASE: Fields = {
    **PRICED,
    # An expense, a check or a card charge, by what it is paid with.
    "PaymentType": choice("Cash", "Check", "CreditCard").must(),
    "AccountRef": ref("Account", accounts=("Bank", "Credit Card")).must(),
    # Whom it was paid to; customers and employees as payees are not kept here.
    "EntityRef": ref("Vendor"),
    "PaymentMethodRef": ref(),
    "PaymentRefNum": text(21),
    "CheckPayment": anything,
    "CreditCardPayment": anything,
    "RemitToAddr": ADDRESS,
    "Memo": text(4000),
    "PrintStatus": ON_FORM["PrintStatus"],
    "Line": many(EXPENSE_LINES).must(),
}
INVOICE: Fields = {
    **CUSTOMER_SIDE,
    "SalesTermRef": ref("Term").query(),
    "DueDate": day.query(),
    "Balance": number.shown().query(),
    "Deposit": number,
    "DepositToAccountRef": DEPOSIT_TO,
    "AllowIPNPayment": flag,
    "AllowOnlinePayment": flag,
    "AllowOnlineCreditCardPayment": flag,
    "AllowOnlineACHPayment": flag,
    "InvoiceLink": text().shown(),
}
