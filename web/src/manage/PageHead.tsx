import type { ComponentChildren } from "preact";

/** The head of a page: its name and what can be done there. */
export function PageHead({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="page-head">
      <h1>{title}</h1>
      <div class="row wrap">{children}</div>
    </div>
  );
}
