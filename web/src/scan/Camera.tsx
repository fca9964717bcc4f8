/** The camera panel: over the lower half of the screen, open between scans, closed by a tap. */
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n/index.ts";
import { Button } from "../ui/Button.tsx";
import { CameraFaultNote } from "./CameraFault.tsx";
import {
  abilities,
  acquire,
  apply,
  type CameraAbilities,
  type CameraFault,
  CameraUnavailable,
  cameraCount,
  isAlive,
  nextCamera,
  opened,
  release,
} from "./cameraStream.ts";
import { type DecodedCode, decode, warmUp } from "./decoder.ts";
import { grabber } from "./frames.ts";
import { readGuard } from "./guard.ts";
import { PhotoButton } from "./PhotoButton.tsx";
import type { Read } from "./read.ts";
import "./camera.css";

const FRAME_EVERY_MS = 90;

type Props = { onRead: (read: Read) => void; onClose: () => void };

export function Camera({ onRead, onClose }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  const [fault, setFault] = useState<CameraFault | null>(null);
  const [can, setCan] = useState<CameraAbilities & { cameras: number }>();
  const [torch, setTorch] = useState(false);
  const [zoom, setZoom] = useState(1);
  const [several, setSeveral] = useState<Read[]>([]);
  const guard = useRef(readGuard());
  const tell = useRef(onRead);
  tell.current = onRead;

  const show = async () => {
    const stream = await opened();
    const element = video.current;
    if (!element) return;
    if (element.srcObject !== stream) element.srcObject = stream;
    await element.play().catch(() => undefined);
    setCan({ ...abilities(stream), cameras: await cameraCount() });
  };

  useEffect(() => {
    let live = true;
    warmUp();
    acquire()
      .then(show)
      .catch((error) => live && setFault(faultOf(error)));
    // iOS takes the camera away in the background, sometimes without telling the page.
    const revive = () => {
      const stream = video.current?.srcObject;
      if (document.visibilityState !== "visible" || !(stream instanceof MediaStream)) return;
      if (!isAlive(stream)) show().catch((error) => live && setFault(faultOf(error)));
    };
    document.addEventListener("visibilitychange", revive);
    addEventListener("focus", revive);
    addEventListener("pageshow", revive);
    const stop = watch(video, (codes) => {
      const reads = codes.map(asRead);
      const different = new Set(reads.map((read) => read.raw)).size;
      setSeveral(different > 1 ? reads : []);
      if (different > 1) return;
      for (const read of guard.current.frame(reads, performance.now())) tell.current(read);
    });
    return () => {
      live = false;
      stop();
      document.removeEventListener("visibilitychange", revive);
      removeEventListener("focus", revive);
      removeEventListener("pageshow", revive);
      release();
    };
  }, []);

  const set = async (setting: Record<string, unknown>) => apply(await opened(), setting);

  if (fault) {
    return (
      <section class="camera faulty" aria-label={t.camera.label}>
        <CameraFaultNote fault={fault} onClose={onClose} onRead={onRead} />
      </section>
    );
  }
  return (
    <section class="camera" aria-label={t.camera.label}>
      <video ref={video} playsInline muted />
      <div class="aim" aria-hidden="true">
        <i />
      </div>
      {several.length > 1 && (
        <div class="several">
          <p>{t.camera.several}</p>
          {several.slice(0, 3).map((read) => (
            <Button key={read.raw} look="wide" onClick={() => onRead(read)}>
              <span class="code one-line">{read.raw.replaceAll("\x1d", " ")}</span>
            </Button>
          ))}
        </div>
      )}
      <div class="camera-tools">
        <Button icon="down" label={t.camera.close} onClick={onClose} />
        <span class="grow" />
        {can?.torch && (
          <Button
            icon="torch"
            label={t.camera.torch}
            aria-pressed={torch}
            onClick={() => {
              setTorch(!torch);
              void set({ torch: !torch });
            }}
          />
        )}
        {can?.zoom && (
          <Button
            icon="zoom"
            label={t.camera.zoom}
            aria-pressed={zoom > 1}
            onClick={() => {
              const next = zoom > 1 ? 1 : Math.min(2, can.zoom?.max ?? 1);
              setZoom(next);
              void set({ zoom: next });
            }}
          />
        )}
        {(can?.cameras ?? 0) > 1 && (
          <Button
            icon="switchCamera"
            label={t.camera.switch}
            onClick={() => void nextCamera().then(show)}
          />
        )}
        <PhotoButton onRead={onRead} compact />
      </div>
    </section>
  );
}

function faultOf(error: unknown): CameraFault {
  return error instanceof CameraUnavailable ? error.fault : "failed";
}

function asRead(code: DecodedCode): Read {
  return { raw: code.text, source: "camera", symbology: code.symbology, aimId: code.aimId };
}

/** Some ten frames a second, one in flight, until the returned function is called. */
function watch(
  video: { current: HTMLVideoElement | null },
  onCodes: (codes: DecodedCode[]) => void,
): () => void {
  const frames = grabber();
  let count = 0;
  let live = true;
  let timer: ReturnType<typeof setTimeout>;

  const step = async () => {
    const started = performance.now();
    const frame =
      video.current && document.visibilityState === "visible"
        ? frames.grab(video.current, count++)
        : null;
    if (frame) {
      const { codes } = await decode(frame.image, frame.thorough);
      if (live) onCodes(codes);
    }
    if (live)
      timer = setTimeout(step, Math.max(16, FRAME_EVERY_MS - (performance.now() - started)));
  };
  timer = setTimeout(step, 0);
  return () => {
    live = false;
    clearTimeout(timer);
  };
}
