/** The end of a task: what happened in counts, and where it is in QuickBooks. */
import type { ComponentChildren } from "preact";
import { t } from "../i18n/index.ts";
import { go } from "../router.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { FloorHeader } from "./FloorHeader.tsx";
import { InQuickBooks } from "./InQuickBooks.tsx";

type Props = {
  title: string;
  name: string;
  /** The document QuickBooks hears of, if it hears of this. */
  documentId?: string | undefined;
  lines: string[];
  children: ComponentChildren;
};

export function Ending({ title, name, documentId, lines, children }: Props) {
  return (
    <div class="floor-page">
      <FloorHeader title={name} onBack={() => go("/")} />
      <main id="content">
        <div class="ending" role="status">
          <Icon name="done" />
          <h2>{title}</h2>
          {lines.map((line) => (
            <p key={line}>{line}</p>
          ))}
          {documentId && <InQuickBooks documentId={documentId} />}
        </div>
        <div class="ending-actions">
          {children}
          <Button look="wide" onClick={() => go("/")}>
            {t.app.toHome}
          </Button>
        </div>
      </main>
    </div>
  );
}
