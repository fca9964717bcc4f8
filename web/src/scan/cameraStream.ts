/**
 * The phone's camera, opened once and kept across screens: iOS may ask for permission each time it
 * is opened. Never two requests at once. Closed a minute after the last screen let go of it.
 */
import { stored } from "../db/stored.ts";

export type CameraFault = "insecure" | "denied" | "none" | "in_use" | "failed";

export type CameraAbilities = {
  torch: boolean;
  zoom: { min: number; max: number } | null;
};

const KEEP_OPEN_MS = 60_000;
const START_ZOOM = 1.5;

/** The camera that worked last time on this device. */
const remembered = stored<string | null>("camera", null);

let current: MediaStream | undefined;
let opening: Promise<MediaStream> | undefined;
let users = 0;
let closing: ReturnType<typeof setTimeout> | undefined;

export class CameraUnavailable extends Error {
  readonly fault: CameraFault;

  constructor(fault: CameraFault) {
    super(fault);
    this.fault = fault;
  }
}

export async function acquire(): Promise<MediaStream> {
  users++;
  clearTimeout(closing);
  try {
    return await opened();
  } catch (error) {
    users--;
    throw error;
  }
}

export function release(): void {
  users = Math.max(0, users - 1);
  if (users > 0) return;
  clearTimeout(closing);
  closing = setTimeout(close, KEEP_OPEN_MS);
}

export function close(): void {
  for (const track of current?.getTracks() ?? []) track.stop();
  current = undefined;
}

/** The open stream, or a new one if there is none or the system took it away. */
export async function opened(): Promise<MediaStream> {
  if (current && isAlive(current)) return current;
  close();
  opening ??= open().finally(() => {
    opening = undefined;
  });
  current = await opening;
  return current;
}

export function isAlive(stream: MediaStream): boolean {
  const track = stream.getVideoTracks()[0];
  return track !== undefined && track.readyState === "live" && !track.muted;
}

async function open(): Promise<MediaStream> {
  if (!window.isSecureContext || !navigator.mediaDevices) throw new CameraUnavailable("insecure");
  const size = { width: { ideal: 1920 }, height: { ideal: 1080 } };
  const wanted: MediaTrackConstraints[] = [{ ...size, facingMode: { ideal: "environment" } }];
  if (remembered.value) wanted.unshift({ ...size, deviceId: { exact: remembered.value } });
  let failure: unknown;
  for (const video of wanted) {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
      await prepare(stream);
      return stream;
    } catch (error) {
      failure = error;
      if (faultOf(error) === "denied") break;
    }
  }
  throw new CameraUnavailable(faultOf(failure));
}

function faultOf(error: unknown): CameraFault {
  switch (error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "none";
    case "NotReadableError":
    case "AbortError":
      return "in_use";
    default:
      return "failed";
  }
}

type Capabilities = MediaTrackCapabilities & {
  torch?: boolean;
  focusMode?: string[];
  zoom?: { min: number; max: number };
};

function capabilities(stream: MediaStream): Capabilities {
  const track = stream.getVideoTracks()[0];
  return (track?.getCapabilities?.() ?? {}) as Capabilities;
}

export function abilities(stream: MediaStream): CameraAbilities {
  const { torch, zoom } = capabilities(stream);
  return { torch: torch === true, zoom: zoom && zoom.max > zoom.min ? zoom : null };
}

async function prepare(stream: MediaStream): Promise<void> {
  const { focusMode, zoom } = capabilities(stream);
  if (focusMode?.includes("continuous")) await apply(stream, { focusMode: "continuous" });
  // Phone lenses do not focus near: a little zoom lets people hold the phone where they are sharp.
  if (zoom && zoom.max >= START_ZOOM) await apply(stream, { zoom: START_ZOOM });
}

/** Asks for a setting the camera said it has; a refusal is no reason to stop. */
export async function apply(stream: MediaStream, setting: Record<string, unknown>): Promise<void> {
  const track = stream.getVideoTracks()[0];
  await track
    ?.applyConstraints({ advanced: [setting as MediaTrackConstraintSet] })
    .catch(() => undefined);
}

/** Switches to the next camera and remembers it. */
export async function nextCamera(): Promise<void> {
  const cameras = (await navigator.mediaDevices.enumerateDevices()).filter(
    (device) => device.kind === "videoinput" && device.deviceId,
  );
  const now = current?.getVideoTracks()[0]?.getSettings().deviceId;
  const at = cameras.findIndex((device) => device.deviceId === now);
  const next = cameras[(at + 1) % cameras.length];
  if (!next || next.deviceId === now) return;
  remembered.value = next.deviceId;
  close();
  await opened();
}

export async function cameraCount(): Promise<number> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter((device) => device.kind === "videoinput").length;
}
