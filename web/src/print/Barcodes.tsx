/** Everything one needs to try each workflow with a phone, to print or to show on a second screen. */
import { barcodeUrl, getDemoBarcodes } from "../api/desk.ts";
import { useLive } from "../api/live.ts";
import { Failed } from "../floor/Failed.tsx";
import { enDesk } from "../i18n/en-desk.ts";
import { Button } from "../ui/Button.tsx";
import { EmptyState } from "../ui/parts.tsx";
import "./barcodes.css";

export function Barcodes() {
  const sheet = useLive("demo-barcodes", getDemoBarcodes);
  const words = enDesk.print;
  if (sheet.problem?.status === 404) {
    return (
      <main>
        <EmptyState icon="search" title={words.notDemo} />
      </main>
    );
  }
  return (
    <main class="print-sheet" id="content">
      <header class="row apart">
        <div>
          <h1>{words.title}</h1>
          <p>{words.what}</p>
        </div>
        <Button class="button no-print" onClick={() => print()}>
          {words.print}
        </Button>
      </header>
      <Failed live={sheet} rows={6} />
      {sheet.data?.groups.map((group) => (
        <section key={group.title}>
          <h2>{group.title}</h2>
          <ul>
            {group.items.map((item) => (
              <li key={item.text + item.label}>
                <img
                  class={item.format}
                  src={barcodeUrl(item.text, item.format)}
                  alt={item.text.replaceAll("\x1d", " ")}
                />
                <p class="strong">{item.label}</p>
                {item.detail && <p class="small">{item.detail}</p>}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </main>
  );
}
