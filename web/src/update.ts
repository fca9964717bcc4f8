/** Registers the service worker and notices when a newer version waits to take over. */
import { signal } from "@preact/signals";

const LOOK_EVERY_MS = 30 * 60 * 1000;

/** The worker of a newer version, fetched and ready. */
export const newVersion = signal<ServiceWorker | null>(null);

export async function registerWorker(): Promise<void> {
  // Absent on plain http addresses; the app then needs the network to open, and works the same.
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  const registration = await navigator.serviceWorker.register("/sw.js");
  const notice = () => {
    if (registration.waiting && navigator.serviceWorker.controller) {
      newVersion.value = registration.waiting;
    }
  };
  notice();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", notice);
  });
  setInterval(() => void registration.update().catch(() => undefined), LOOK_EVERY_MS);
}

/** Lets the newer version take over and opens the page anew with it. */
export function takeOver(): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), {
    once: true,
  });
  newVersion.value?.postMessage("take-over");
}
