import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Task } from "../../api/types.ts";
import { query, setQuery } from "../../router.ts";
import { type Read, receiveReads } from "../../scan/read.ts";
import { type Guess, startTask, type TaskRun } from "./run.ts";
import type { TaskState } from "./state.ts";

/** Runs a task while its screen is open: its answers come back to it, its scans are given to it. */
export function useTaskRun(
  task: Task,
  documentId: string | null,
  onChange: (state: TaskState) => void = () => undefined,
  guess: Guess = () => undefined,
): TaskRun {
  const changed = useRef(onChange);
  changed.current = onChange;
  const guessed = useRef(guess);
  guessed.current = guess;
  const run = useMemo(
    () =>
      startTask(
        task,
        documentId,
        (state) => changed.current(state),
        (scan) => guessed.current(scan),
      ),
    [task, documentId],
  );
  useEffect(() => run.stop, [run]);
  return run;
}

/** The usual task: every scan made while its screen is open is its own. */
export function useTask(
  task: Task,
  documentId: string | null,
  onChange?: (state: TaskState) => void,
  guess?: Guess,
): TaskRun {
  const run = useTaskRun(task, documentId, onChange, guess);
  useReads(run.read);
  useEffect(() => {
    // Another screen found out what this is and sent us here with it.
    const raw = documentId === null ? query.value.get("scan") : null;
    if (!raw) return;
    setQuery("scan", null);
    void run.read({ raw, source: "typed" });
  }, [run, documentId]);
  return run;
}

/** Gives every scan to `sink` while the screen is open. */
export function useReads(sink: (read: Read) => void): void {
  const current = useRef(sink);
  current.current = sink;
  // Before it is painted: who sees the screen may scan.
  useLayoutEffect(() => receiveReads((read) => current.current(read)), []);
}
