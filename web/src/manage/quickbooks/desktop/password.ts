/** The password that was just made, until the page is left: the server cannot show it again. */
import { signal } from "@preact/signals";
import { connectDesktop, type NewPassword, renewPassword } from "../../../api/desktop.ts";

const made = signal<NewPassword | null>(null);

export function shownPassword(companyId: string): string | null {
  return made.value?.connection_id === companyId ? made.value.password : null;
}

export async function connectAndShow(): Promise<void> {
  made.value = await connectDesktop();
}

export async function renewAndShow(companyId: string): Promise<void> {
  made.value = await renewPassword(companyId);
}
