/** Addresses and the history, in forty lines: a path, its parameters, and links that do not reload. */
import { computed, signal } from "@preact/signals";

const current = signal(read());

function read() {
  return { path: location.pathname, search: location.search, hash: location.hash };
}

export const path = computed(() => current.value.path);
export const query = computed(() => new URLSearchParams(current.value.search));

/** How many of our own pages lie behind this one: decides whether "back" may use the history. */
let depth = 0;

export function go(to: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, "", to);
  else {
    history.pushState(null, "", to);
    depth++;
  }
  current.value = read();
  if (!replace) scrollTo(0, 0);
}

/** One page back if that is ours, else to `fallback`. */
export function back(fallback: string): void {
  if (depth > 0) {
    depth--;
    history.back();
  } else go(fallback, { replace: true });
}

/** Changes one parameter of the address in place: filters live there. */
export function setQuery(name: string, value: string | null): void {
  const next = new URLSearchParams(current.value.search);
  if (value === null || value === "") next.delete(name);
  else next.set(name, value);
  const text = next.toString();
  go(location.pathname + (text ? `?${text}` : ""), { replace: true });
}

/** The parameters of `path` if it has the form of `pattern`, such as "/pick/:id". */
export function match(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split("/");
  const given = path.replace(/\/+$/, "").split("/");
  if (wanted.length !== given.length) return null;
  const found: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const value = given[at] ?? "";
    if (part.startsWith(":")) found[part.slice(1)] = decodeURIComponent(value);
    else if (part !== value) return null;
  }
  return found;
}

/** Makes plain links stay inside the app. */
export function startRouter(): void {
  addEventListener("popstate", () => {
    current.value = read();
  });
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || link.origin !== location.origin || link.target || link.hasAttribute("download")) {
      return;
    }
    if (/^\/(api|simulator|health|metrics)\b/.test(link.pathname)) return;
    event.preventDefault();
    go(link.pathname + link.search + link.hash);
  });
}
