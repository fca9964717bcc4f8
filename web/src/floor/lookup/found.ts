import { signal } from "@preact/signals";
import type { Found } from "./state.ts";

/** What was looked up last: a scan on the start screen shows it on the look-up screen. */
export const lastFound = signal<Found | null>(null);
