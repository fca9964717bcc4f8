import type { problemWords } from "../i18n/index.ts";
import { Strip } from "../ui/parts.tsx";

/** What an action said when it did not work. */
export function Wrong({ words }: { words: ReturnType<typeof problemWords> | undefined }) {
  if (!words) return null;
  return (
    <Strip tone="bad" title={words.title}>
      {words.detail && <p>{words.detail}</p>}
      {words.action && <p>{words.action}</p>}
    </Strip>
  );
}
