import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Task } from "../../api/types.ts";
import { query, setQuery } from "../../router.ts";
import { receiveReads } from "../../scan/read.ts";
import { startTask, type TaskRun } from "./run.ts";
import type { TaskState } from "./state.ts";

/** Runs a task while its screen is open: scans go to it, its answers come back to it. */
export function useTask(
  task: Task,
  documentId: string | null,
  onChange: (state: TaskState) => void = () => undefined,
): TaskRun {
  const changed = useRef(onChange);
  changed.current = onChange;
  const run = useMemo(
    () => startTask(task, documentId, (state) => changed.current(state)),
    [task, documentId],
  );
  useEffect(() => {
    // Another screen found out what this is and sent us here with it.
    const raw = documentId === null ? query.value.get("scan") : null;
    if (raw) {
      setQuery("scan", null);
      void run.read({ raw, source: "typed" });
    }
    const stopReads = receiveReads((read) => void run.read(read));
    return () => {
      stopReads();
      run.stop();
    };
  }, [run, documentId]);
  return run;
}
