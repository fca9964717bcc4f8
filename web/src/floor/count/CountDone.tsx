import { countWords as w } from "../../i18n/en-count.ts";
import { go } from "../../router.ts";
import { Button } from "../../ui/Button.tsx";
import { Ending } from "../Ending.tsx";

/** All bins are counted. Whether something differs is not said here: that would not be blind. */
export function CountDone({ bins }: { bins: number }) {
  return (
    <Ending title={w.doneTitle} name={w.title} lines={[w.doneBins(bins), w.doneNext]}>
      <Button look="main wide tall" onClick={() => go("/count", { replace: true })}>
        {w.another}
      </Button>
    </Ending>
  );
}
