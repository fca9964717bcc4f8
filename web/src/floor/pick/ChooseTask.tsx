import { useState } from "preact/hooks";
import { claimPickTask, listPickTasks } from "../../api/calls.ts";
import { useLive } from "../../api/live.ts";
import { asProblem } from "../../api/problem.ts";
import type { PickTaskRow } from "../../api/types.ts";
import { share } from "../../decimal.ts";
import { day } from "../../i18n/format.ts";
import { problemWords, t } from "../../i18n/index.ts";
import { go } from "../../router.ts";
import { answer } from "../../scan/feedback.ts";
import { me } from "../../session.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Chip, EmptyState, Meter } from "../../ui/parts.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { Failed } from "../Failed.tsx";

export function ChooseTask() {
  const tasks = useLive("open-tasks", () => listPickTasks(), ["document.changed", "order.changed"]);
  const [taken, setTaken] = useState<PickTaskRow>();

  const open = async (task: PickTaskRow, takeOver: boolean) => {
    setTaken(undefined);
    try {
      await claimPickTask(task.id, takeOver);
      go(`/pick/${task.id}`);
    } catch (error) {
      const problem = asProblem(error);
      if (problem.code === "task_taken") setTaken(task);
      else answer("bad", problemWords(problem).title);
    }
  };

  return (
    <div class="stack">
      <Failed live={tasks} />
      {tasks.data?.items.length === 0 && (
        <EmptyState icon="pick" title={t.pick.none}>
          <p>{t.pick.noneHow}</p>
        </EmptyState>
      )}
      {tasks.data && tasks.data.items.length > 0 && (
        <ul class="list card flush">
          {tasks.data.items.map((task) => (
            <li key={task.id}>
              <button type="button" class="list-row" onClick={() => void open(task, false)}>
                <span class="grow stack tight">
                  <span class="row apart">
                    <span class="strong code">{task.order.number}</span>
                    <span class="muted">{t.receive.lines(task.lines)}</span>
                  </span>
                  <span class="row apart muted">
                    <span>{task.customer}</span>
                    {task.due_on && <span>{t.receive.due(day(task.due_on))}</span>}
                  </span>
                  {task.progress.picked !== "0" && (
                    <Meter part={share(task.progress.picked, task.progress.qty)} whole={1} />
                  )}
                  <Picker task={task} />
                </span>
                <Icon name="next" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {taken && (
        <Sheet
          title={t.pick.takenBy(taken.assigned_to?.name ?? "")}
          onClose={() => setTaken(undefined)}
        >
          <Button look="main wide tall" onClick={() => void open(taken, true)}>
            {t.pick.takeOver}
          </Button>
        </Sheet>
      )}
    </div>
  );
}

function Picker({ task }: { task: PickTaskRow }) {
  if (!task.assigned_to) return null;
  const mine = task.assigned_to.id === me.value?.user.id;
  return (
    <span>
      <Chip tone={mine ? "info" : ""}>
        {mine ? t.pick.mine : t.pick.takenBy(task.assigned_to.name)}
      </Chip>
    </span>
  );
}
