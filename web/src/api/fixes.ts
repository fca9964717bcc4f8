/** The ways out that a held document offers, and doing one of them. */
import { get, post } from "./request.ts";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Fix = Schemas["FixOut"];
export type FixChoice = Schemas["FixChoice"];

/** `chosen` is what the person picked or typed, under the name the fix has for it. */
export const applyFix = (operation_id: string, fix: Fix, chosen: Record<string, string> = {}) =>
  post("/api/sync/operations/{operation_id}/fix", {
    path: { operation_id },
    body: { kind: fix.kind, params: { ...words(fix), ...chosen } },
  });

export const listChoices = (operation_id: string, fix: Fix, search: string) => {
  const { kind = "", id = "", account = "" } = words(fix);
  return get("/api/sync/operations/{operation_id}/choices", {
    path: { operation_id },
    query: { fix: fix.kind, kind, id, account, search },
  });
};

function words(fix: Fix): Record<string, string> {
  return Object.fromEntries(Object.entries(fix.params).map(([name, value]) => [name, `${value}`]));
}
