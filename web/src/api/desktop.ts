/** The calls about a QuickBooks Desktop company: its line for Web Connector, visits, settings. */
import { get, post } from "./request.ts";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type DesktopPage = Schemas["DesktopPage"];
export type DesktopCompany = Schemas["DesktopCompanyOut"];
export type DesktopVisit = Schemas["VisitOut"];
export type DesktopSettings = Schemas["DesktopSettingsIn"];
export type NewPassword = Schemas["NewPasswordOut"];

export const getDesktop = () => get("/api/quickbooks/desktop");
export const connectDesktop = () => post("/api/quickbooks/desktop/connect");
export const renewPassword = (company_id: string) =>
  post("/api/quickbooks/desktop/{company_id}/password", { path: { company_id } });
export const changeDesktop = (company_id: string, body: DesktopSettings) =>
  post("/api/quickbooks/desktop/{company_id}/settings", { path: { company_id }, body });
/** The file to open in Web Connector. */
export const qwcUrl = (company_id: string) => `/api/quickbooks/desktop/${company_id}/qwc`;
