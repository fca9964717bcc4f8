import { useState } from "preact/hooks";
import { addPerson, barcodeUrl, changePerson, type PersonRow } from "../../api/desk.ts";
import { Button } from "../../ui/Button.tsx";
import { Field, Select } from "../../ui/Field.tsx";
import { Strip } from "../../ui/parts.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";
import { d } from "../words.ts";

type Props = { person: PersonRow | null; onClose: () => void; onSaved: () => void };

export function PersonPanel({ person, onClose, onSaved }: Props) {
  const [name, setName] = useState(person?.name ?? "");
  const [role, setRole] = useState(person?.role ?? "operator");
  const [email, setEmail] = useState(person?.email ?? "");
  const [password, setPassword] = useState("");
  const [pin, setPin] = useState("");
  const [newBadge, setNewBadge] = useState(person === null);
  const [active, setActive] = useState(person?.active ?? true);
  const [badge, setBadge] = useState<string>();
  const { busy, wrong, run } = useAction();

  const save = async () => {
    const fields = {
      name,
      role,
      email: email || null,
      new_badge: newBadge,
      ...(password ? { password } : {}),
      ...(pin ? { pin } : {}),
    };
    const saved = await run(async () => {
      const answer = person
        ? await changePerson(person.id, { ...fields, active })
        : await addPerson({ ...fields, language: "en" });
      onSaved();
      if (answer.badge) setBadge(answer.badge);
      else onClose();
    });
    if (saved) setNewBadge(false);
  };

  if (badge) {
    return (
      <Sheet side title={d.people.newBadge(name)} onClose={onClose}>
        <Strip tone="warn" title={d.people.newBadgeWhat} />
        <img class="qr" src={barcodeUrl(badge, "qrcode")} alt={d.people.newBadge(name)} />
        <p class="code strong centre">{badge}</p>
        <Button look="main" onClick={() => print()}>
          {d.people.print}
        </Button>
      </Sheet>
    );
  }
  return (
    <Sheet side title={person ? d.people.edit(person.name) : d.people.add} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Wrong words={wrong} />
        <Field
          label={d.people.name}
          required
          maxLength={100}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label={d.people.role}
          help={d.people.rolesHelp}
          value={role}
          onChange={(event) => setRole(event.currentTarget.value as PersonRow["role"])}
        >
          {(["operator", "supervisor", "manager"] as const).map((one) => (
            <option key={one} value={one}>
              {d.people.roles[one]}
            </option>
          ))}
        </Select>
        <Field
          label={d.people.pin}
          help={d.people.pinHelp}
          inputMode="numeric"
          pattern="[0-9]{4,6}"
          autocomplete="off"
          value={pin}
          onInput={(event) => setPin(event.currentTarget.value)}
        />
        <Field
          label={d.people.email}
          help={d.people.emailHelp}
          type="email"
          autocomplete="off"
          required={role === "manager"}
          value={email}
          onInput={(event) => setEmail(event.currentTarget.value)}
        />
        <Field
          label={d.people.password}
          help={d.people.passwordHelp}
          type="password"
          autocomplete="new-password"
          minLength={8}
          value={password}
          onInput={(event) => setPassword(event.currentTarget.value)}
        />
        <Check label={d.people.makeBadge} checked={newBadge} onChange={setNewBadge} />
        {person && <Check label={d.people.active} checked={active} onChange={setActive} />}
        <Button type="submit" look="main" busy={busy}>
          {d.people.save}
        </Button>
      </form>
    </Sheet>
  );
}

type CheckProps = { label: string; checked: boolean; onChange: (checked: boolean) => void };

function Check({ label, checked, onChange }: CheckProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {label}
    </label>
  );
}
