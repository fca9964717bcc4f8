/** The calls of the set-up wizard. */
import { get, post } from "./request.ts";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Onboarding = Schemas["Onboarding"];
export type Step = Schemas["StepOut"];
export type OpeningLine = Schemas["OpeningLine"];
export type OpeningCheck = Schemas["OpeningCheck"];
export type Practice = Schemas["PracticeOut"];

export const getOnboarding = () => get("/api/onboarding");
export const skipStep = (step: "places" | "practice") =>
  post("/api/onboarding/skip", { body: { step } });
export const startImport = () => post("/api/onboarding/import");
export const stockFromQuickBooks = () =>
  post("/api/onboarding/stock/quickbooks", { body: { location_id: null } });
export const stockFromCsv = (csv: string, confirm: boolean) =>
  post("/api/onboarding/stock/list", { body: { csv, lines: [], confirm } });
export const stockFromCount = (lines: OpeningLine[]) =>
  post("/api/onboarding/stock/list", { body: { csv: "", lines, confirm: true } });
export const startPractice = () => post("/api/onboarding/practice");
export const practiceScan = (raw: string, answers: Record<string, string>) =>
  post("/api/onboarding/practice/scan", { body: { raw, answers: { confirm: [], ...answers } } });
export const goLive = () => post("/api/onboarding/live");
export const addWarehouse = (code: string, name: string) =>
  post("/api/locations", { body: { code, name, level: "warehouse", use: "storage" } });
