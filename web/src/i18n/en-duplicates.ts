/** The words of the page about documents that may be in QuickBooks twice. */

export const duplicates = {
  intro:
    "Somebody or something else posted the same goods to QuickBooks. Decide which of the two stays.",
  none: "Nothing is there twice",
  noneHow:
    "When another program or a person posts what Scanpost posted too, both are shown here side by side.",
  ours: "Scanpost",
  made: (by: string) => `Made by ${by.replace(/^somebody /, "somebody else ")}`,
  id: (id: string) => `id ${id}`,
  because: (reasons: string[]) => `Alike: ${reasons.join(", ")}`,
  note: "Note",
  keepTheirs: "Take ours back",
  keepBoth: "They are not the same",
  sure: (number: string) => `Take ${number} back in QuickBooks?`,
  sureHow: (ours: string, theirs: string) =>
    `${ours} is voided or deleted in QuickBooks and ${theirs} stays. The goods stay counted here.`,
  needsManager: "A manager decides which of the two stays.",
};
