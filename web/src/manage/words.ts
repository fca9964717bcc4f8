/** The desk's words load with the desk, so that a phone need not fetch them before it can scan. */
import { enDesk } from "../i18n/en-desk.ts";

export const d: typeof enDesk = enDesk;
