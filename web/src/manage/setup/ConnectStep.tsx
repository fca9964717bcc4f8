/** Which QuickBooks it is, and the way to it: to Intuit's consent page, or through Web Connector. */
import { useEffect } from "preact/hooks";
import { Failed } from "../../floor/Failed.tsx";
import { desktop } from "../../i18n/en-desktop.ts";
import { enSetup as w } from "../../i18n/en-setup.ts";
import { NoAddress, useDesktop } from "../quickbooks/desktop/DesktopConnection.tsx";
import { Choice } from "../quickbooks/desktop/Offer.tsx";
import { WebConnectorSteps } from "../quickbooks/desktop/WebConnectorSteps.tsx";
import type { StepProps } from "./Setup.tsx";

export function ConnectStep({ step, kind, reload }: StepProps) {
  if (kind === "desktop" && step.state !== "done") return <Desktop reload={reload} />;
  if (kind === null) return <Choice online={<Page main />} onDone={reload} />;
  return <Page />;
}

function Page({ main }: { main?: boolean }) {
  return (
    <div>
      <a class={main ? "button main" : "button"} href="/desk/quickbooks/connection">
        {w.connectGo}
      </a>
    </div>
  );
}

/** The four steps, until the company file was recognised: then the next step opens. */
function Desktop({ reload }: { reload: () => Promise<void> }) {
  const live = useDesktop();
  const company = live.data?.company;
  const known = company?.probed_at != null;
  useEffect(() => {
    if (known) void reload();
  }, [known, reload]);
  return (
    <>
      <Failed live={live} rows={4} />
      {live.data && <NoAddress page={live.data} />}
      {company && (
        <>
          <p>{desktop.stepsWhat}</p>
          <WebConnectorSteps company={company} reload={live.reload} />
        </>
      )}
    </>
  );
}
