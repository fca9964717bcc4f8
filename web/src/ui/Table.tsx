/** A list of rows: sticky head, numbers to the right, a row opens with a click or Enter. On a phone
 * each row becomes a card that says what its numbers are. */
import type { ComponentChildren } from "preact";
import "./table.css";

export type Column<T> = {
  title: string;
  cell: (row: T) => ComponentChildren;
  number?: boolean;
  /** Not worth its place on a phone. */
  wideOnly?: boolean;
};

type Props<T> = {
  label: string;
  columns: Column<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  /** Where a row leads; the first column then is its link. */
  href?: (row: T) => string;
};

export function Table<T>({ label, columns, rows, rowKey, href }: Props<T>) {
  return (
    <table class={href ? "table opens" : "table"} aria-label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.title} scope="col" class={classes(column)}>
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)}>
            {columns.map((column, at) => (
              <td key={column.title} class={classes(column)} data-title={column.title}>
                {at === 0 && href ? <a href={href(row)}>{column.cell(row)}</a> : column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function classes<T>({ number, wideOnly }: Column<T>): string {
  return `${number ? "num" : ""} ${wideOnly ? "wide-only" : ""}`.trim();
}
