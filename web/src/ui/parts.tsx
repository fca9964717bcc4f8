import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./Icon.tsx";

export type Tone = "ok" | "warn" | "bad" | "info" | "";

export function Chip({ tone = "", children }: { tone?: Tone; children: ComponentChildren }) {
  return <span class={`chip ${tone}`}>{children}</span>;
}

export function Dot({ tone = "" }: { tone?: Tone }) {
  return <span class={`dot ${tone}`} aria-hidden="true" />;
}

type EmptyProps = { icon: IconName; title: string; children?: ComponentChildren };

/** Says what will be here, and offers the first step. */
export function EmptyState({ icon, title, children }: EmptyProps) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** Has the shape of what is coming, so nothing jumps when it arrives. */
export function Skeleton({ rows = 4, height = 64 }: { rows?: number; height?: number }) {
  return (
    <div class="stack" aria-hidden="true">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} class="skeleton" style={{ height: `${height}px` }} />
      ))}
    </div>
  );
}

const stripIcons: Record<Exclude<Tone, "">, IconName> = {
  ok: "done",
  warn: "warning",
  bad: "attention",
  info: "clock",
};

type StripProps = { tone: Exclude<Tone, "">; title: string; children?: ComponentChildren };

/** One message that stays: what happened, then why and what to do. */
export function Strip({ tone, title, children }: StripProps) {
  return (
    <div class={`strip ${tone}`} role={tone === "bad" ? "alert" : "status"}>
      <Icon name={stripIcons[tone]} />
      <div class="grow stack tight">
        <p class="strong">{title}</p>
        {children}
      </div>
    </div>
  );
}

/** How far along: always with the numbers beside it, never alone. */
export function Meter({ part, whole }: { part: number; whole: number }) {
  const percent = whole > 0 ? Math.min(100, (part / whole) * 100) : 0;
  return (
    <div class="meter" aria-hidden="true">
      <i style={{ width: `${percent}%` }} />
    </div>
  );
}
