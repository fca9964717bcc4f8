/** What the page “Before QuickBooks says it” says. */
import type { Finding } from "../api/findings.ts";

export const findings = {
  title: "Before QuickBooks says it",
  ahead: (title: string) => `QuickBooks will say: ${title}`,
  what: "What QuickBooks would refuse, found before a document meets it. The floor goes on scanning either way.",
  check: "Check now",
  checked: (when: string) => `Last checked ${when === "just now" ? when : `${when} ago`}`,
  never: "Not checked yet",
  nothing: "Nothing stands in the way",
  nothingHow: "QuickBooks should take everything that is scanned. This is checked every night.",
  documents: "Documents it will refuse",
  documentsMore: (count: number) => `and ${count} more`,
  since: (when: string) => `Found ${when === "just now" ? when : `${when} ago`}`,
  topics: {
    company: "Company and access",
    accounts: "Accounts",
    documents: "Closed books",
    items: "Goods in stock or on order",
    parties: "Vendors and customers with open orders",
    names: "Names and SKUs",
  } satisfies Record<Finding["topic"], string>,
  choose: "In QuickBooks",
  chooseThis: "Use this",
  noChoices: "QuickBooks has nothing that fits. Add it there and check again.",
  reconnect: "Connect again",
  manager: "A manager can do this.",
};
