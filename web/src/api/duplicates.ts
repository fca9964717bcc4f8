/** The calls about documents that may be in QuickBooks twice. */
import { get, post } from "./request.ts";
import type { components } from "./schema";

export type Suspicion = components["schemas"]["Suspicion"];
export type Verdict = components["schemas"]["Verdict"];

export const listDuplicates = () => get("/api/sync/duplicates");
export const decideDuplicate = (operation_id: string, theirs_id: string, verdict: Verdict) =>
  post("/api/sync/duplicates/{operation_id}", {
    path: { operation_id },
    body: { theirs_id, verdict },
  });
