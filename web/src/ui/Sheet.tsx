import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n/index.ts";
import { Button } from "./Button.tsx";

type Props = {
  title: string;
  onClose: () => void;
  side?: boolean;
  children: ComponentChildren;
};

/** A native dialog that rises from the bottom edge (or, with `side`, from the right on a desk). */
export function Sheet({ title, onClose, side, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click outside closes; Escape is onCancel
    <dialog
      ref={dialog}
      class={side ? "sheet side" : "sheet"}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <header>
        <h2>{title}</h2>
        <Button look="plain square" icon="cross" label={t.close} onClick={onClose} />
      </header>
      <div class="body">{children}</div>
    </dialog>
  );
}
