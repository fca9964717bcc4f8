import type { DesktopCompany } from "../../../api/desktop.ts";
import { connection } from "../../../i18n/en-connection.ts";
import { desktop as w } from "../../../i18n/en-desktop.ts";
import { day } from "../../../i18n/format.ts";

/** What QuickBooks told of itself at its last visit. */
export function Facts({ company }: { company: DesktopCompany }) {
  const { facts } = company;
  const mode = facts.single_user === null ? "unknown" : facts.single_user ? "single" : "multi";
  const expires = facts.tracked === "lot" && facts.expiry ? `, ${w.expiry}` : "";
  return (
    <section class="card stack">
      <h2>{w.facts}</h2>
      <dl class="facts">
        <dt>{w.product}</dt>
        <dd>{facts.product || w.noProduct}</dd>
        <dt>{w.edition}</dt>
        <dd>
          {facts.edition || w.notTold}, {facts.country}
        </dd>
        <dt>{w.language}</dt>
        <dd>{facts.qbxml || w.notTold}</dd>
        <dt>{w.mode}</dt>
        <dd>{w.modes[mode]}</dd>
        <dt>{w.sites}</dt>
        <dd>{facts.sites ? w.used : w.notUsed}</dd>
        <dt>{w.tracked}</dt>
        <dd>
          {w.trackedBy[facts.tracked]}
          {expires}
        </dd>
        <dt>{connection.closed}</dt>
        <dd>{facts.closed_through ? day(facts.closed_through) : connection.open}</dd>
      </dl>
    </section>
  );
}
