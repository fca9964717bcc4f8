import { useId } from "preact/hooks";

type Props = {
  label: string;
  value: string;
  options: [value: string, label: string][];
  onChange: (value: string) => void;
};

/** One of a few: native radio buttons that look like a row of keys. */
export function Segments({ label, value, options, onChange }: Props) {
  const name = useId();
  return (
    <fieldset class="segments">
      <legend>{label}</legend>
      <div>
        {options.map(([option, words]) => (
          <label key={option}>
            <input
              type="radio"
              name={name}
              value={option}
              checked={option === value}
              onChange={() => onChange(option)}
            />
            <span>{words}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
