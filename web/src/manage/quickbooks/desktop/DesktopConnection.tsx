/** The Connection page of a QuickBooks Desktop company: first the way to it, then how it goes. */
import type { ComponentChildren } from "preact";
import { type DesktopCompany, type DesktopPage, getDesktop } from "../../../api/desktop.ts";
import { useLive } from "../../../api/live.ts";
import { Failed } from "../../../floor/Failed.tsx";
import { desktop as w } from "../../../i18n/en-desktop.ts";
import { Strip } from "../../../ui/parts.tsx";
import { useEvery } from "../../../ui/useEvery.ts";
import { News, SwitchedOff } from "../CompanyCard.tsx";
import { Others } from "../Others.tsx";
import { CompanyCard } from "./CompanyCard.tsx";
import { Facts } from "./Facts.tsx";
import { FileSize } from "./FileSize.tsx";
import { OtherFile } from "./Offer.tsx";
import { Settings } from "./Settings.tsx";
import { Visits } from "./Visits.tsx";
import { WebConnectorSteps } from "./WebConnectorSteps.tsx";

const WATCHED_MS = 2_000;
const CALM_MS = 15_000;

/** What is known, kept true: closely while somebody sets it up or a visit goes on. */
export function useDesktop() {
  const live = useLive("desktop", getDesktop, ["sync.changed", "sync.settled"]);
  const company = live.data?.company;
  const watched = company && (!company.probed_at || company.visiting !== null);
  useEvery(watched ? WATCHED_MS : CALM_MS, live.reload);
  return live;
}

/** `children` is what the page says of QuickBooks Online. */
export function DesktopConnection({ children }: { children?: ComponentChildren }) {
  const live = useDesktop();
  const { data, reload } = live;
  return (
    <>
      <Failed live={live} rows={4} />
      {data?.company && <Page page={data} company={data.company} reload={reload} />}
      {data && children}
    </>
  );
}

type PageProps = { page: DesktopPage; company: DesktopCompany; reload: () => Promise<void> };

function Page({ page, company, reload }: PageProps) {
  return (
    <>
      <News news={company.news} reload={reload} />
      <Others others={page.others} current={company} reload={reload} />
      <NoAddress page={page} />
      {!company.probed_at && (
        <section class="card stack">
          <h2>{w.steps}</h2>
          <p class="muted">{w.stepsWhat}</p>
          <WebConnectorSteps company={company} reload={reload} />
        </section>
      )}
      {company.probed_at && (
        <>
          <CompanyCard company={company} reload={reload} />
          <Visits visits={company.visits} />
          <div class="two-columns">
            <div class="stack loose">
              <Facts company={company} />
              <SwitchedOff off={company.facts.off} />
            </div>
            <div class="stack loose">
              <Settings key={company.id} company={company} reload={reload} />
              <FileSize key={`size-${company.id}`} company={company} reload={reload} />
            </div>
          </div>
          <details class="card fold">
            <summary>{w.again}</summary>
            <WebConnectorSteps company={company} reload={reload} />
          </details>
          <OtherFile company={company} reload={reload} />
        </>
      )}
    </>
  );
}

/** Said before anything is downloaded that could not work. */
export function NoAddress({ page }: { page: DesktopPage }) {
  if (!page.address_problem) return null;
  return (
    <Strip tone="bad" title={w.noAddress}>
      <p>{page.address_problem}</p>
      <p class="strong">{page.address_action}</p>
    </Strip>
  );
}
