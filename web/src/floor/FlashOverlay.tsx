/** The full-screen answer to a scan. In the top layer, so that no dialog hides it. */
import { useEffect, useRef } from "preact/hooks";
import { flash } from "../scan/feedback.ts";
import { Icon, type IconName } from "../ui/Icon.tsx";

const icons: Record<string, IconName> = { ok: "check", warn: "warning", bad: "cross" };

export function FlashOverlay() {
  const element = useRef<HTMLDivElement>(null);
  const now = flash.value;
  const id = now?.id;

  useEffect(() => {
    const popover = element.current;
    if (!now || !popover?.showPopover) return;
    popover.hidePopover();
    popover.showPopover();
    return () => popover.hidePopover();
  }, [id]);

  return (
    <>
      <div ref={element} popover="manual" class={`flash ${now?.tone ?? ""}`} aria-hidden="true">
        {now && <Icon name={icons[now.tone] ?? "check"} />}
        {now?.words}
      </div>
      <p class="hidden-text" role="status" aria-live="assertive">
        {now?.words}
      </p>
    </>
  );
}
