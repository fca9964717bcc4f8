import { useState } from "preact/hooks";
import {
  barcodeUrl,
  type DeviceRow,
  type Enrolment,
  listDevices,
  removeDevice,
  startEnrolment,
} from "../../api/desk.ts";
import { useLive } from "../../api/live.ts";
import { Failed } from "../../floor/Failed.tsx";
import { moment } from "../../i18n/format.ts";
import { Button } from "../../ui/Button.tsx";
import { EmptyState } from "../../ui/parts.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { Table } from "../../ui/Table.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";
import { d } from "../words.ts";

export function Devices() {
  const devices = useLive("devices", listDevices, ["access.changed"]);
  const [enrolment, setEnrolment] = useState<Enrolment>();
  const [leaving, setLeaving] = useState<DeviceRow>();
  const { busy, wrong, run } = useAction();

  const enrol = () => run(async () => setEnrolment(await startEnrolment()));
  const remove = async (device: DeviceRow) => {
    if (await run(() => removeDevice(device.id))) await devices.reload();
    setLeaving(undefined);
  };

  return (
    <>
      <div>
        <Button look="main" icon="phone" busy={busy} onClick={() => void enrol()}>
          {d.people.enrol}
        </Button>
      </div>
      <Wrong words={wrong} />
      <Failed live={devices} rows={3} />
      {devices.data?.items.length === 0 && (
        <EmptyState icon="phone" title={d.people.noDevices}>
          <p>{d.people.noDevicesHow}</p>
        </EmptyState>
      )}
      {devices.data && devices.data.items.length > 0 && (
        <Table
          label={d.people.devices}
          rows={devices.data.items}
          rowKey={(device) => device.id}
          columns={[
            { title: d.people.device, cell: (device) => <strong>{device.name}</strong> },
            { title: d.people.enrolled, cell: (device) => moment(device.created_at) },
            { title: d.people.lastSeen, cell: (device) => moment(device.last_seen_at) },
            {
              title: "",
              number: true,
              cell: (device) => (
                <Button look="danger" onClick={() => setLeaving(device)}>
                  {d.people.remove}
                </Button>
              ),
            },
          ]}
        />
      )}
      {enrolment && <EnrolSheet enrolment={enrolment} onClose={() => setEnrolment(undefined)} />}
      {leaving && (
        <Sheet title={d.people.remove} onClose={() => setLeaving(undefined)}>
          <p>{d.people.removeDevice(leaving.name)}</p>
          <Button look="danger" busy={busy} onClick={() => void remove(leaving)}>
            {d.people.remove}
          </Button>
        </Sheet>
      )}
    </>
  );
}

function EnrolSheet({ enrolment, onClose }: { enrolment: Enrolment; onClose: () => void }) {
  return (
    <Sheet title={d.people.enrolTitle} onClose={onClose}>
      <p class="muted">{d.people.enrolWhat}</p>
      <img class="qr" src={barcodeUrl(enrolment.url, "qrcode")} alt={d.people.enrolTitle} />
      <p class="muted">{d.people.enrolOr}</p>
      <p class="code strong">{enrolment.url}</p>
      <p class="muted small">{d.people.enrolUntil(moment(enrolment.expires_at))}</p>
    </Sheet>
  );
}
