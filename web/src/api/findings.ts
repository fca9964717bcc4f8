/** The calls about what QuickBooks would refuse. */
import { get, post } from "./request.ts";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Findings = Schemas["FindingsOut"];
export type Finding = Schemas["FindingOut"];
export type Fix = Schemas["FixOut"];

export const getFindings = () => get("/api/sync/findings");
export const checkNow = () => post("/api/sync/audit");
export const fixFinding = (id: string, fix: Fix, chosen: Record<string, string> = {}) =>
  post("/api/sync/findings/{finding_id}/fix", {
    path: { finding_id: id },
    body: { kind: fix.kind, params: { ...(fix.params as Record<string, string>), ...chosen } },
  });
export const listFindingChoices = (id: string, fix: Fix) =>
  get("/api/sync/findings/{finding_id}/choices/{kind}", {
    path: { finding_id: id, kind: fix.kind },
  });
