"""The words of qbXML: what each element holds, wherever it stands (reference §2.2, §3.13).

Few elements differ by place; a table then writes the other length itself.
"""

from app.quickbooks.desktop.grammar.fields import Kind
from app.quickbooks.desktop.grammar.values import VALUES

_TEXTS = {
    0: "DataExtValue FromName FromRefNumber FullNameWithChildren ToName ToRefNumber"
    " RefNumberCaseSensitive",
    5: "MajorVersion MiddleName MinorVersion",
    10: "AssetNumber SupportedQBXMLVersion",
    11: "RefNumber SSN",
    12: "AuthorizationCode",
    13: "DefaultFOB FOB PostalCode",
    15: "ResaleNumber Salutation VendorTaxIdent",
    16: "ClientTransID",
    18: "CreditCardPostalCode",
    20: "EIN",
    21: "AltPhone Fax Phone State",
    24: "CommercialCardCode CreditCardTransID",
    25: "BankNumber CheckNumber CreditCardNumber FirstName LastName PONumber",
    29: "AutomaticLoginUserName Other Other1 Other2",
    31: "Abbreviation City Country DataExtName FullName ManufacturerPartNumber Name Unit"
    " UnitOfMeasure",
    32: "MerchantAccountNumber",
    40: "ContactName LotNumber",
    41: "Addr1 Addr2 Addr3 Addr4 Addr5 AltContact CompanyName Contact CreditCardAddress JobTitle"
    " NameOnCard NameOnCheck Note",
    50: "AssetDesc BarCodeValue Domain IncludeRetElement Location VendorOrPayeeName",
    59: "LegalCompanyName",
    60: "ResultMessage",
    84: "ReconBatchID",
    99: "AccountNumber JobDesc VendorMsg",
    100: "SiteDesc",
    128: "CompanyWebSite",
    255: "CompanyType ContactValue ProductName",
    256: "TaxLineName",
    1023: "Cc Email",
    4095: "AddSerialNumber Desc ItemDesc Memo Notes PurchaseDesc RemoveSerialNumber SalesDesc"
    " SerialNumber",
}

_KINDS = {
    Kind.ID: "CreditTxnID LinkToTxnID ListID ListIDWithChildren TxnID TxnLineID",
    Kind.GUID: "ExternalGUID OwnerID",
    Kind.BOOL: "AccountantCopyExists AllowOverride ApplyAccountRefToExistingTxns"
    " ApplyCOGSAccountRefToExistingTxns ApplyExpenseAccountRefToExistingTxns"
    " ApplyIncomeAccountRefToExistingTxns AssignEvenIfUsed ClearExpenseLines ClearItemLines"
    " ClearItemsInGroup DefaultShipTo EnhancedInventoryReceivingEnabled FIFOEnabled ForceUOMChange"
    " IncludeLineItems IncludeLinkedTxns IncludeMaxCapacity IsActive IsAssessingForOverdueCharges"
    " IsAssigningJournalEntryNumbers IsAutoApplyingPayments IsAutomaticLogin"
    " IsAutomaticLoginAllowed IsAutomaticallyUsingDiscounts IsBarcodeEnabled IsBilled"
    " IsDefaultSite IsFinanceCharge IsFullyInvoiced IsFullyReceived IsManuallyClosed"
    " IsMarkedToBePrinted IsMultiCurrencyOn IsMultiLocationInventoryAvailable"
    " IsMultiLocationInventoryEnabled IsPaid IsPending IsPersonalDataAccessAllowed"
    " IsPrintItemsInGroup IsPrintingItemsWithZeroAmounts IsRSBEnabled IsRequiringAccounts"
    " IsRoundingSalesPriceUp IsSampleCompany IsToBeEmailed IsToBePrinted"
    " IsTrackingReimbursedExpensesAsIncome IsUsingAccountNumbers IsUsingAmountsIncludeTax"
    " IsUsingAuditTrail IsUsingClassTracking IsUsingCustomerTaxCode IsUsingEstimates"
    " IsUsingInventory IsUsingPriceLevels IsUsingProgressInvoicing IsUsingVendorTaxCode"
    " IsVendorEligibleFor1099 Override isTrackingOnBuildAssemblyEnabled"
    " isTrackingOnInventoryAdjustmentEnabled isTrackingOnPurchaseTransactionsEnabled"
    " isTrackingOnSalesTransactionsEnabled",
    Kind.DATE: "ClosingDate Date DividingDate DueDate ExpectedDate ExpirationDateForSerialLotNumber"
    " FIFOEffectiveDate FromTxnDate InventoryDate JobEndDate JobProjectedEndDate JobStartDate"
    " OpenBalanceDate PurchaseDate SalesDate ServiceDate ShipDate SuggestedDiscountDate ToTxnDate"
    " TxnDate WarrantyExpDate",
    Kind.DATETIME: "FromDeletedDate FromModifiedDate TimeCreated TimeDeleted TimeModified"
    " ToDeletedDate ToModifiedDate TxnAuthorizationTime",
    Kind.AMOUNT: "Amount AmountDue AmountDueInHomeCurrency AmountInHomeCurrency AppliedAmount"
    " Balance BalanceRemaining BalanceRemainingInHomeCurrency CostBasis CreditAmount"
    " CreditAmountInHomeCurrency CreditLimit CreditRemaining CreditRemainingInHomeCurrency"
    " MinFinanceCharge NewValue OpenAmount OpenBalance SalesTaxTotal Subtotal"
    " SuggestedDiscountAmount TotalAmount TotalAmountInHomeCurrency TotalBalance TotalValue"
    " ValueDifference YearEndAccumulatedDepreciation YearEndBookValue",
    Kind.PRICE: "AverageCost ConversionRatio Cost DiscountRate MarkupRate Price PurchaseCost Rate"
    " SalesExpense SalesPrice",
    Kind.QTY: "AssemblyBuildPoint BuildPoint Invoiced Max NewQuantity Quantity QuantityDifference"
    " QuantityOnHand QuantityOnOrder QuantityOnPendingTransfers QuantityOnPurchaseOrders"
    " QuantityOnSalesOrder QuantityOnSalesOrders QuantityRequiredByPendingBuildTxns"
    " QuantityToBeBuiltByPendingBuildTxns QuantityToTransfer QuantityTransferred ReceivedQuantity"
    " ReorderLevel ReorderPoint UnbilledQuantity",
    Kind.PERCENT: "AnnualInterestRate DefaultMarkup DiscountRatePercent MarkupRatePercent"
    " PricePercent RatePercent SalesTaxPercentage TaxRate",
    Kind.FLOAT: "ExchangeRate",
    Kind.INT: "CountAdjustment DaysBillsAreDue ExpirationMonth ExpirationYear GracePeriod"
    " MaxCapacity MaxReturned NoteID PaymentGroupingCode ResultCode Sublevel TaxLineID"
    " TxnAuthorizationStamp TxnNumber",
}

WORDS: dict[str, tuple[Kind, int, tuple[str, ...]]] = {
    "EditSequence": (Kind.SEQUENCE, 16, ()),
    **{name: (Kind.TEXT, size, ()) for size, names in _TEXTS.items() for name in names.split()},
    **{
        name: (kind, 36 if kind is Kind.ID else 0, ())
        for kind, names in _KINDS.items()
        for name in names.split()
    },
    **{name: (Kind.ENUM, 0, values) for name, values in VALUES.items()},
}

# elements that point to a record by ListID or FullName, by the length of that full name
_REFERENCES = {
    0: "ItemRef ParentRef",
    3: "CustomerSalesTaxCodeRef DefaultNonTaxableSalesTaxCodeRef DefaultTaxableSalesTaxCodeRef"
    " SalesTaxCodeRef",
    5: "SalesRepRef",
    15: "DefaultShipMethodRef ShipMethodRef",
    31: "BillingRateRef DefaultItemSalesTaxRef FromInventorySiteLocationRef FromInventorySiteRef"
    " InventorySiteLocationRef InventorySiteRef ItemGroupRef ItemSalesTaxRef OverrideUOMSetRef"
    " ParentSiteRef PaymentMethodRef PreferredPaymentMethodRef PriceLevelRef TemplateRef TermsRef"
    " ToInventorySiteLocationRef ToInventorySiteRef UnitOfMeasureSetRef",
    41: "PrefVendorRef TaxVendorRef VendorRef",
    64: "CurrencyRef HomeCurrencyRef",
    101: "CustomerMsgRef",
    159: "APAccountRef ARAccountRef AccountRef AssetAccountRef COGSAccountRef ClassRef"
    " CustomerTypeRef DefaultDiscountAccountRef DepositToAccountRef ExpenseAccountRef"
    " FinanceChargeAccountRef IncomeAccountRef ItemInventoryAssemblyRef ItemInventoryRef JobTypeRef"
    " LiabilityAccountRef OverrideItemAccountRef PrefillAccountRef VendorTypeRef",
    209: "CustomerRef EntityRef ShipToEntityRef",
}
REFERENCES = {name: size for size, names in _REFERENCES.items() for name in names.split()}

ADDRESS = "Addr1 Addr2 Addr3 Addr4@2 Addr5@6 City State PostalCode Country"
_NOTED = f"{ADDRESS} Note@6"
_BLOCK = "Addr1 Addr2 Addr3 Addr4 Addr5"
_BY_ID_OR_NAME = "[ListID+ | FullName({0})+]!"
_WITH_CHILDREN = "[ListID+ | FullName(0)+ | ListIDWithChildren | FullNameWithChildren]!"
_OLD_WITH_CHILDREN = "[ListID@2+ | FullName(0)+ | ListIDWithChildren@2 | FullNameWithChildren]!"
_CARD = (
    "CreditCardTxnInputInfo{CreditCardNumber! ExpirationMonth! ExpirationYear! NameOnCard!"
    " CreditCardAddress CreditCardPostalCode CommercialCardCode TransactionMode@6"
    " CreditCardTxnType@7}!"
    " CreditCardTxnResultInfo{ResultCode! ResultMessage! CreditCardTransID! MerchantAccountNumber!"
    " AuthorizationCode AVSStreet AVSZip CardSecurityCodeMatch@6 ReconBatchID PaymentGroupingCode"
    " PaymentStatus! TxnAuthorizationTime! TxnAuthorizationStamp ClientTransID@6}!"
)
_CONTACT = "ContactName! ContactValue!"
_PERSON = "Salutation FirstName! MiddleName LastName JobTitle AdditionalContactRef*"

# elements whose inside is the same wherever they stand
CONTENTS = {
    "AdditionalContactRef": _CONTACT,
    "AdditionalNotes": "Note(4095)!",
    "AdditionalNotesMod": "NoteID! Note(4095)!",
    "AdditionalNotesRet": "NoteID! Date! Note(4095)!",
    "Address": _NOTED,
    "AddressBlock": _BLOCK,
    "AccountFilter": _OLD_WITH_CHILDREN,
    "BarCode": "BarCodeValue AssignEvenIfUsed AllowOverride",
    "BillAddress": _NOTED,
    "BillAddressBlock": _BLOCK,
    "ClassFilter": _WITH_CHILDREN,
    "CompanyAddressBlockForCustomer": _BLOCK,
    "CompanyAddressForCustomer": _NOTED,
    "Contacts": _PERSON,
    "ContactsMod": f"ListID EditSequence {_PERSON}",
    "ContactsRet": f"ListID TimeCreated! TimeModified! EditSequence Contact {_PERSON}",
    "CreditCardInfo": "CreditCardNumber ExpirationMonth ExpirationYear NameOnCard CreditCardAddress"
    " CreditCardPostalCode(41)",
    "CreditCardTxnInfo": _CARD,
    "CurrencyFilter": _BY_ID_OR_NAME.format(64),
    "DataExt": "OwnerID! DataExtName! DataExtValue!",
    "DataExtRet": "OwnerID DataExtName! DataExtType! DataExtValue!",
    "DeletedDateRangeFilter": "FromDeletedDate ToDeletedDate",
    "EntityFilter": _OLD_WITH_CHILDREN,
    "ErrorRecovery": "[ListID | OwnerID | TxnID] TxnNumber EditSequence ExternalGUID",
    "ItemFilter": "[ListID+ | FullName(159)+ | ListIDWithChildren | FullNameWithChildren(159)]!",
    "LegalAddress": _NOTED,
    "LinkToTxn": "TxnID! TxnLineID!",
    "LinkedTxn": "TxnID! TxnType! TxnDate! RefNumber(20) LinkType@3 Amount!",
    "ModifiedDateRangeFilter": "FromModifiedDate ToModifiedDate",
    "NameFilter": "MatchCriterion! Name(0)!",
    "NameRangeFilter": "FromName ToName",
    "RefNumberFilter": "MatchCriterion! RefNumber(0)!",
    "RefNumberRangeFilter": "FromRefNumber ToRefNumber",
    "SetCredit": "CreditTxnID! AppliedAmount! Override@10",
    "ShipAddress": _NOTED,
    "ShipAddressBlock": _BLOCK,
    "ShipToAddress": f"Name(41)! {_NOTED} DefaultShipTo",
    "SiteFilter": _BY_ID_OR_NAME.format(64),
    "TotalBalanceFilter": "Operator! Amount!",
    "TxnDateRangeFilter": "[FromTxnDate ToTxnDate | DateMacro]",
    "VendorAddress": _NOTED,
    "VendorAddressBlock": _BLOCK,
}
