"""The values an element may have where qbXML lists them."""

_VOIDABLE = (
    "ARRefundCreditCard Bill BillPaymentCheck BillPaymentCreditCard Charge Check"
    " CreditCardCharge CreditCardCredit CreditMemo Deposit InventoryAdjustment Invoice"
    " ItemReceipt JournalEntry SalesReceipt VendorCredit"
)
_DELETABLE = (
    "ARRefundCreditCard Bill BillPaymentCheck BillPaymentCreditCard BuildAssembly Charge"
    " Check CreditCardCharge CreditCardCredit CreditMemo Deposit Estimate InventoryAdjustment"
    " Invoice ItemReceipt JournalEntry PurchaseOrder ReceivePayment SalesOrder SalesReceipt"
    " SalesTaxPaymentCheck TimeTracking TransferInventory VehicleMileage VendorCredit"
)
_TRANSACTIONS = (
    "ARRefundCreditCard Bill BillPaymentCheck BillPaymentCreditCard BuildAssembly Charge"
    " Check CreditCardCharge CreditCardCredit CreditMemo Deposit Estimate InventoryAdjustment"
    " Invoice ItemReceipt JournalEntry LiabilityAdjustment Paycheck PayrollLiabilityCheck"
    " PurchaseOrder ReceivePayment SalesOrder SalesReceipt SalesTaxPaymentCheck Transfer"
    " VendorCredit YTDAdjustment"
)
_LISTS = (
    "Account BillingRate Class Currency Customer CustomerMsg CustomerType DateDrivenTerms"
    " Employee InventorySite ItemDiscount ItemFixedAsset ItemGroup ItemInventory"
    " ItemInventoryAssembly ItemNonInventory ItemOtherCharge ItemPayment ItemSalesTax"
    " ItemSalesTaxGroup ItemService ItemSubtotal JobType OtherName PaymentMethod"
    " PayrollItemNonWage PayrollItemWage PriceLevel SalesRep SalesTaxCode ShipMethod"
    " StandardTerms ToDo UnitOfMeasureSet Vehicle Vendor VendorType WorkersCompCode"
)
_BARCODED_LISTS = (
    "Account Class Customer CustomerMsg CustomerType DateDrivenTerms Employee ItemDiscount"
    " ItemFixedAsset ItemGroup ItemInventory ItemInventoryAssembly ItemNonInventory"
    " ItemOtherCharge ItemPayment ItemSalesTax ItemSalesTaxGroup ItemService ItemSubtotal"
    " JobType OtherName PaymentMethod PriceLevel SalesRep SalesTaxCode ShipMethod"
    " StandardTerms ToDo Vendor VendorType"
)
_MONTHS = "January February March April May June July August September October November December"

_VALUES = {
    "AVSStreet": "Pass Fail NotAvailable",
    "AVSZip": "Pass Fail NotAvailable",
    "AccountType": (
        "AccountsPayable AccountsReceivable Bank CostOfGoodsSold CreditCard Equity Expense"
        " FixedAsset Income LongTermLiability NonPosting OtherAsset OtherCurrentAsset"
        " OtherCurrentLiability OtherExpense OtherIncome"
    ),
    "AccountTypeFilter": (
        "AccountsPayable AccountsReceivable AllowedFor1099 APAndSalesTax APOrCreditCard"
        " ARAndAP Asset BalanceSheet Bank BankAndARAndAPAndUF BankAndUF CostOfSales CreditCard"
        " CurrentAsset CurrentAssetAndExpense CurrentLiability Equity"
        " EquityAndIncomeAndExpense ExpenseAndOtherExpense FixedAsset IncomeAndExpense"
        " IncomeAndOtherIncome Liability LiabilityAndEquity LongTermLiability NonPosting"
        " OrdinaryExpense OrdinaryIncome OrdinaryIncomeAndCOGS OrdinaryIncomeAndExpense"
        " OtherAsset OtherCurrentAsset OtherCurrentLiability OtherExpense OtherIncome"
        " OtherIncomeOrExpense"
    ),
    "AcquiredAs": "New Old",
    "ActiveStatus": "ActiveOnly InactiveOnly All",
    "AgingReportBasis": "AgeFromDueDate AgeFromTransactionDate",
    "AssignClassesTo": "None Accounts Items Names",
    "BillableStatus": "Billable NotBillable HasBeenBilled",
    "CalculateChargesFrom": "DueDate InvoiceOrBilledDate",
    "CardSecurityCodeMatch": "Pass Fail NotAvailable",
    "CashFlowClassification": "None Operating Investing Financing NotApplicable",
    "CreditCardTxnType": "Authorization Capture Charge Refund VoiceAuthorization",
    "DataExtType": (
        "AMTTYPE DATETIMETYPE INTTYPE PERCENTTYPE PRICETYPE QUANTYPE STR1024TYPE STR255TYPE"
    ),
    "DateMacro": (
        "All Today ThisWeek ThisWeekToDate ThisMonth ThisMonthToDate ThisCalendarQuarter"
        " ThisCalendarQuarterToDate ThisFiscalQuarter ThisFiscalQuarterToDate ThisCalendarYear"
        " ThisCalendarYearToDate ThisFiscalYear ThisFiscalYearToDate Yesterday LastWeek"
        " LastWeekToDate LastMonth LastMonthToDate LastCalendarQuarter"
        " LastCalendarQuarterToDate LastFiscalQuarter LastFiscalQuarterToDate LastCalendarYear"
        " LastCalendarYearToDate LastFiscalYear LastFiscalYearToDate NextWeek NextFourWeeks"
        " NextMonth NextCalendarQuarter NextCalendarYear NextFiscalQuarter NextFiscalYear"
    ),
    "EntityTypeFilter": "Customer Employee OtherName Vendor",
    "FirstDayOfWeek": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "FirstMonthFiscalYear": _MONTHS,
    "FirstMonthIncomeTaxYear": _MONTHS,
    "IsTrackingSerialOrLotNumber": "None SerialNumber LotNumber",
    "ItemTypeFilter": (
        "AllExceptFixedAsset Assembly Discount FixedAsset Inventory InventoryAndAssembly"
        " NonInventory OtherCharge Payment Sales SalesTax Service"
    ),
    "JobStatus": "Awarded Closed InProgress None NotAwarded Pending",
    "LinkType": "AMTTYPE QUANTYPE",
    "ListDelType": _LISTS,
    "ListType": _BARCODED_LISTS,
    "MatchCriterion": "StartsWith Contains EndsWith",
    "Operator": "LessThan LessThanEqual Equal GreaterThan GreaterThanEqual",
    "OptionForPriceRuleConflict": "Zero BasePrice",
    "PaidStatus": "All PaidOnly NotPaidOnly",
    "PaySalesTax": "Monthly Quarterly Annually",
    "PaymentStatus": "Unknown Completed",
    "PreferredDeliveryMethod": "None Email Fax",
    "QBFileMode": "MultiUser SingleUser",
    "SerialNumberAddedOrRemoved": "Added Removed",
    "ServiceStatus": "Active Expired Never Pending Suspended Terminated Trial",
    "SpecialAccountType": (
        "AccountsPayable AccountsReceivable CondenseItemAdjustmentExpenses CostOfGoodsSold"
        " DirectDepositLiabilities Estimates ExchangeGainLoss InventoryAssets"
        " ItemReceiptAccount OpeningBalanceEquity PayrollExpenses PayrollLiabilities PettyCash"
        " PurchaseOrders ReconciliationDifferences RetainedEarnings SalesOrders"
        " SalesTaxPayable UncategorizedExpenses UncategorizedIncome UndepositedFunds"
    ),
    "SpecialItemType": "FinanceCharge ReimbursableExpenseGroup ReimbursableExpenseSubtotal",
    "SummaryReportBasis": "Accrual Cash",
    "TaxForm": "Form1040 Form1065 Form1120 Form1120S Form990 Form990PF Form990T OtherOrNone",
    "TransactionDetailLevelFilter": "All SummaryOnly AllExceptSummary",
    "TransactionMode": "CardNotPresent CardPresent",
    "TransactionPaidStatusFilter": "Either Closed Open",
    "TransactionPostingStatusFilter": "Either NonPosting Posting",
    "TxnDelType": _DELETABLE,
    "TxnType": _TRANSACTIONS,
    "TxnTypeFilter": f"All {_TRANSACTIONS}",
    "TxnVoidType": _VOIDABLE,
    "UnitOfMeasureType": "Area Count Length Other Time Volume Weight",
    "UnitUsedFor": "Purchase Sales Shipping",
}
VALUES = {name: tuple(values.split()) for name, values in _VALUES.items()}
