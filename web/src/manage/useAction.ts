import { useState } from "preact/hooks";
import { asProblem } from "../api/problem.ts";
import { problemWords } from "../i18n/index.ts";

type Words = ReturnType<typeof problemWords>;

export type Doing = {
  busy: boolean;
  wrong: Words | undefined;
  /** Runs `work`; true if it succeeded. A failure is kept in `wrong`. */
  run: (work: () => Promise<unknown>) => Promise<boolean>;
};

/** One thing a person does on a page: while it runs, and if it goes wrong. */
export function useAction(): Doing {
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<Words>();
  return {
    busy,
    wrong,
    run: async (work) => {
      setBusy(true);
      setWrong(undefined);
      try {
        await work();
        return true;
      } catch (error) {
        setWrong(problemWords(asProblem(error)));
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
