import { t } from "../../i18n/index.ts";
import { Icon, type IconName } from "../../ui/Icon.tsx";
import { Sheet } from "../../ui/Sheet.tsx";

export type Action = { icon: IconName; label: string; detail?: string; run: () => void };

export function MoreSheet({ actions, onClose }: { actions: Action[]; onClose: () => void }) {
  return (
    <Sheet title={t.scan.more} onClose={onClose}>
      <ul class="list card flush">
        {actions.map((action) => (
          <li key={action.label}>
            <button
              type="button"
              class="list-row"
              onClick={() => {
                onClose();
                action.run();
              }}
            >
              <Icon name={action.icon} />
              <span class="grow stack tight">
                <span class="strong">{action.label}</span>
                {action.detail && <span class="muted">{action.detail}</span>}
              </span>
              <Icon name="next" />
            </button>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
