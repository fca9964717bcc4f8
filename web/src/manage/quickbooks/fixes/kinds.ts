/** Which ways out ask something first, and under what name the answer goes. */
import type { Fix } from "../../../api/fixes.ts";

export const choiceOf: Partial<Record<Fix["kind"], string>> = {
  choose_account: "chosen",
  link: "record",
  rename: "name",
  renumber: "number",
  redate: "on",
  by_hand: "number",
};

/** What is suggested; empty where only the person knows. */
export function suggested(fix: Fix): string {
  const name = choiceOf[fix.kind];
  const value = name ? fix.params[name] : undefined;
  return typeof value === "string" ? value : "";
}

/** Can be done with one tap, as it is offered. */
export function oneTap(fix: Fix): boolean {
  return fix.kind !== "reconnect" && (!choiceOf[fix.kind] || suggested(fix) !== "");
}

export const fixKey = (fix: Fix): string => `${fix.kind} ${JSON.stringify(fix.params)}`;
