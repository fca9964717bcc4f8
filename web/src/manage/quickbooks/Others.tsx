/** Other companies that are connected as well: nothing happens with them until a person says so. */
import { disconnectCompany, type OtherCompany, useCompany } from "../../api/connection.ts";
import { connection as w } from "../../i18n/en-connection.ts";
import { Button } from "../../ui/Button.tsx";
import { Strip } from "../../ui/parts.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";

type Current = { name: string; unsent: number };
type Props = { others: OtherCompany[]; current: Current; reload: () => Promise<void> };

export function Others({ others, current, reload }: Props) {
  return (
    <>
      {others.map((other) => (
        <Other key={other.id} other={other} current={current} reload={reload} />
      ))}
    </>
  );
}

type OtherProps = { other: OtherCompany; current: Current; reload: () => Promise<void> };

function Other({ other, current, reload }: OtherProps) {
  const { busy, wrong, run } = useAction();
  const does = (work: () => Promise<unknown>) => void run(work).then(reload);
  return (
    <Strip tone="warn" title={w.otherTitle(other.name)}>
      <p>{w.otherWhat(other.name, current.name)}</p>
      {current.unsent > 0 && <p>{w.otherUnsent(current.unsent, current.name)}</p>}
      <div class="row wrap">
        <Button busy={busy} onClick={() => does(() => useCompany(other.id))}>
          {w.useOther(other.name)}
        </Button>
        <Button look="plain" busy={busy} onClick={() => does(() => disconnectCompany(other.id))}>
          {w.dropOther(other.name)}
        </Button>
      </div>
      <Wrong words={wrong} />
    </Strip>
  );
}
