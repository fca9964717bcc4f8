/** One line of a document: what, how much of how much, and what else is known of it. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { amount, qty } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import { Icon } from "../ui/Icon.tsx";
import { Meter } from "../ui/parts.tsx";

type Props = {
  name: string;
  sku: string;
  unit: string;
  part: string;
  /** Null where there is no aim: counted, not counted off. */
  whole: string | null;
  /** 0 to 1, for the bar. */
  share: number;
  done?: boolean;
  now?: boolean;
  children?: ComponentChildren;
};

export function LineCard({ name, sku, unit, part, whole, share, done, now, children }: Props) {
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (now) card.current?.scrollIntoView({ block: "nearest" });
  }, [now]);
  return (
    <div ref={card} class={`line-card ${now ? "now" : ""} ${done ? "done" : ""}`}>
      <div class="row apart">
        <div class="grow">
          <p class="name">{name}</p>
          <p class="code muted small">{sku}</p>
        </div>
        <p class="much row">
          {done && <Icon name="check" />}
          <span>
            {whole === null ? amount(part, unit) : qty(part)}
            {whole !== null && <span class="of"> {t.scan.of(amount(whole, unit))}</span>}
          </span>
        </p>
      </div>
      {whole !== null && !done && <Meter part={share} whole={1} />}
      {children}
    </div>
  );
}
