/** Beginning with QuickBooks Desktop: as the first one, instead of Online, or another file. */
import type { ComponentChildren } from "preact";
import { type DesktopCompany, getDesktop } from "../../../api/desktop.ts";
import { announce } from "../../../api/events.ts";
import { useLive } from "../../../api/live.ts";
import { desktop as w } from "../../../i18n/en-desktop.ts";
import { Button } from "../../../ui/Button.tsx";
import { useAction } from "../../useAction.ts";
import { Wrong } from "../../Wrong.tsx";
import { NoAddress } from "./DesktopConnection.tsx";
import { connectAndShow } from "./password.ts";

type ButtonProps = { main?: boolean; onDone?: () => unknown };

/** Makes the line; what stands in the way is said before. */
export function ConnectDesktop({ main, onDone }: ButtonProps) {
  const page = useLive("desktop", getDesktop, ["sync.changed"]).data;
  const { busy, wrong, run } = useAction();
  const connect = async () => {
    if (!(await run(connectAndShow))) return;
    announce("sync.changed", "onboarding.changed");
    await onDone?.();
  };
  return (
    <>
      {page && <NoAddress page={page} />}
      <Wrong words={wrong} />
      <div>
        <Button
          {...(main ? { look: "main" as const } : {})}
          busy={busy}
          disabled={page?.address_problem !== ""}
          onClick={() => void connect()}
        >
          {w.connect}
        </Button>
      </div>
    </>
  );
}

type ChoiceProps = { online: ComponentChildren; onDone?: () => unknown };

/** Which QuickBooks is it? `online` is how one begins with the other. */
export function Choice({ online, onDone }: ChoiceProps) {
  return (
    <section class="stack">
      <h2>{w.choose}</h2>
      <div class="choices">
        <div class="card stack">
          <div class="stack tight">
            <h3>{w.online}</h3>
            <p class="muted">{w.chooseOnline}</p>
          </div>
          {online}
        </div>
        <div class="card stack">
          <div class="stack tight">
            <h3>{w.name}</h3>
            <p class="muted">{w.chooseDesktop}</p>
          </div>
          <ConnectDesktop main onDone={onDone} />
        </div>
      </div>
    </section>
  );
}

/** Where Online is in use. */
export function DesktopInstead({ current }: { current: string }) {
  return (
    <details class="card fold">
      <summary>{w.instead}</summary>
      <div class="stack">
        <p>{w.insteadWhat(current)}</p>
        <ConnectDesktop />
      </div>
    </details>
  );
}

type FileProps = { company: DesktopCompany; reload: () => Promise<void> };

/** Another company file beside the one in use. */
export function OtherFile({ company, reload }: FileProps) {
  return (
    <details class="card fold">
      <summary>{w.otherCompany}</summary>
      <div class="stack">
        <p>{w.otherCompanyWhat(company.name)}</p>
        <ConnectDesktop onDone={reload} />
      </div>
    </details>
  );
}
