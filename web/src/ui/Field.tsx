import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

type Props = {
  label: string;
  help?: string;
  wrong?: string | undefined;
  big?: boolean;
  code?: boolean;
} & Omit<JSX.IntrinsicElements["input"], "label" | "big" | "role">;

export function Field({ label, help, wrong, big, code, ...rest }: Props) {
  const id = useId();
  const note = wrong ?? help;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        class={`input${big ? " big" : ""}${code ? " code" : ""}`}
        aria-invalid={wrong ? true : undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        {...(rest as { type: "text" })}
      />
      {note && (
        <p id={`${id}-note`} class={wrong ? "wrong" : "help"}>
          {note}
        </p>
      )}
    </div>
  );
}

type SelectProps = {
  label: string;
  help?: string;
  children: ComponentChildren;
} & Omit<JSX.IntrinsicElements["select"], "label" | "role">;

export function Select({ label, help, children, ...rest }: SelectProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} class="input" aria-describedby={help ? `${id}-note` : undefined} {...rest}>
        {children}
      </select>
      {help && (
        <p id={`${id}-note`} class="help">
          {help}
        </p>
      )}
    </div>
  );
}
