/** A signal that this device remembers between visits: preferences, never anything that counts. */
import { effect, type Signal, signal } from "@preact/signals";

export function stored<T>(name: string, initial: T): Signal<T> {
  const key = `scanpost.${name}`;
  const value = signal(read(key, initial));
  effect(() => write(key, value.value));
  return value;
}

function read<T>(key: string, initial: T): T {
  try {
    const text = localStorage.getItem(key);
    return text === null ? initial : (JSON.parse(text) as T);
  } catch {
    return initial;
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Storage may be full or forbidden; the preference then lasts as long as the page.
  }
}
