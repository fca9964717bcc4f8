/** The calls about the QuickBooks company itself: connecting, what it allows, the app's keys. */
import { get, post } from "./request.ts";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type ConnectionPage = Schemas["ConnectionPage"];
export type Company = Schemas["ConnectedOut"];
export type OtherCompany = Schemas["OtherCompanyOut"];
export type AppKeys = Schemas["AppKeysOut"];
export type NewAppKeys = Schemas["AppKeysIn"];
export type Calls = Schemas["CallsOut"];
export type Environment = Schemas["ConnectIn"]["environment"];

export const getConnection = () => get("/api/quickbooks/connection");
export const checkConnection = () => post("/api/quickbooks/connection/check");
export const readNews = () => post("/api/quickbooks/connection/news/read");
export const changeBudget = (reads: number) =>
  post("/api/quickbooks/connection/budget", { body: { reads } });
export const saveAppKeys = (body: NewAppKeys) => post("/api/quickbooks/app-keys", { body });
export const useCompany = (company_id: string) =>
  post("/api/quickbooks/companies/{company_id}/use", { path: { company_id } });
export const disconnectCompany = (company_id: string) =>
  post("/api/quickbooks/companies/{company_id}/disconnect", { path: { company_id } });

/** Leaves for QuickBooks' consent page, which comes back to the Connection page. */
export async function connect(environment?: Environment): Promise<void> {
  const { url } = await post("/api/quickbooks/connect", {
    body: environment ? { environment } : {},
  });
  location.assign(url);
}
