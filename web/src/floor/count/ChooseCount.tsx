import { type CountTaskRow, listCountTasks } from "../../api/counts.ts";
import { useLive } from "../../api/live.ts";
import { countWords as w } from "../../i18n/en-count.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Chip, EmptyState, Meter } from "../../ui/parts.tsx";
import { Failed } from "../Failed.tsx";

/** The counts that somebody asked for; any other bin is counted by scanning it. */
export function ChooseCount() {
  const tasks = useLive("count-tasks", listCountTasks, ["document.changed"]);
  return (
    <div class="stack">
      <Failed live={tasks} />
      {tasks.data?.items.length === 0 && (
        <EmptyState icon="count" title={w.none}>
          <p>{w.noneHow}</p>
        </EmptyState>
      )}
      {tasks.data && tasks.data.items.length > 0 && (
        <section>
          <h2 class="section-title">{w.tasks}</h2>
          <ul class="list card flush">
            {tasks.data.items.map((task) => (
              <li key={task.id}>
                <a class="list-row" href={`/count/${task.id}`}>
                  <TaskRow task={task} />
                  <Icon name="next" />
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function TaskRow({ task }: { task: CountTaskRow }) {
  return (
    <span class="grow stack tight">
      <span class="row apart">
        <span class="strong code">{task.number}</span>
        <span class="muted">{w.bins(task.bins_done, task.bins)}</span>
      </span>
      <span class="row apart muted">
        <span>{task.item ? w.onlyItem(task.item.name) : task.note}</span>
        {task.first_bin && <span class="code">{w.startsAt(task.first_bin)}</span>}
      </span>
      {task.bins_done > 0 && <Meter part={task.bins_done} whole={task.bins} />}
      {(task.mine || task.counters.length > 0 || task.priority > 0) && (
        <span class="row wrap">
          {task.priority > 0 && <Chip tone="warn">{w.urgent}</Chip>}
          {task.mine && <Chip tone="info">{w.mine}</Chip>}
          {!task.mine && task.counters.length > 0 && (
            <Chip>{w.with(task.counters.join(", "))}</Chip>
          )}
        </span>
      )}
    </span>
  );
}
