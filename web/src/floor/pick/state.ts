/** Picking, as pure decisions: where to go, what to take there, what is left. */
import type { PickTask, Stop } from "../../api/types.ts";
import { isZero } from "../../decimal.ts";
import type { Place, TaskState } from "../task/state.ts";

export type PickView = {
  /** choose a task · go to a bin · take goods there · over */
  phase: "choose" | "go" | "take" | "ended";
  stop: Stop | null;
  /** Stops still to come after this one. */
  later: number;
};

export function describe(task: PickTask | undefined, state: TaskState): PickView {
  if (!state.documentId) return { phase: "choose", stop: null, later: 0 };
  if (state.ending) return { phase: "ended", stop: null, later: 0 };
  if (!task) return { phase: "go", stop: null, later: 0 };
  const open = task.stops.filter((stop) => !isZero(stop.rest));
  const stop = nextStop(task.stops, state.place);
  if (!stop) return { phase: "ended", stop: null, later: 0 };
  return {
    phase: state.place?.id === stop.location.id ? "take" : "go",
    stop,
    later: open.length - 1,
  };
}

/** What is open where the person stands, else the next open stop onwards on the walk. */
export function nextStop(stops: Stop[], place: Place | null): Stop | null {
  const isOpen = (stop: Stop) => !isZero(stop.rest);
  const here = stops.find((stop) => isOpen(stop) && stop.location.id === place?.id);
  if (here) return here;
  const at = place ? stops.findLastIndex((stop) => stop.location.id === place.id) : -1;
  return stops.slice(at + 1).find(isOpen) ?? stops.find(isOpen) ?? null;
}
