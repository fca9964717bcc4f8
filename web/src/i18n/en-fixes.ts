/** The ways out of what holds a document. */
export const fixes = {
  also: (count: number) =>
    count === 1 ? "This also sends 1 other document." : `This also sends ${count} others.`,
  others: "Other ways out",
  said: "What QuickBooks said",
  code: "Code",
  waitsFor: (what: string) => `Waits for: ${what}`,
  manager: "A manager decides this.",
  reconnect: "Go to the connection",
  open: "Look at it",
  andSend: (label: string) => `${label} and send`,
  asks: {
    choose_account: "Account",
    link: "Record in QuickBooks",
    rename: "Name in QuickBooks",
    renumber: "Number in QuickBooks",
    redate: "Day in QuickBooks",
    by_hand: "Number it has in QuickBooks",
  } as Record<string, string>,
  go: {
    choose_account: "Use this account and send",
    link: "Use this record and send",
    rename: "Use this name and send",
    renumber: "Send with this number",
    redate: "Post on this day",
    by_hand: "Mark as entered",
  } as Record<string, string>,
  search: "Search by name or SKU",
  noChoices: "Nothing fits. Read from QuickBooks, then look here again.",
  byHandWhat:
    "Scanpost sends nothing more for this document. Give the number you entered it under.",
};
