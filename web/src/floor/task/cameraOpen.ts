import { signal } from "@preact/signals";

/** Open between scans and across screens, until the person closes it. */
export const cameraOpen = signal(false);
