import { effect } from "@preact/signals";
import { stored } from "./db/stored.ts";

/** Follows the device unless the person chose. */
export const theme = stored<"auto" | "light" | "dark">("theme", "auto");

effect(() => {
  if (theme.value === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
});
