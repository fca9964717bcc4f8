/**
 * The answer to a scan as a person on the floor gets it: a full-screen flash with icon and words, a
 * tone of its own, a buzz. Tones lie between 1 and 3 kHz, which carries over forklifts.
 */
import { signal } from "@preact/signals";
import { stored } from "../db/stored.ts";

export type FlashTone = "ok" | "warn" | "bad";
export type Flash = { tone: FlashTone; words: string; detail?: string; id: number };

export const FLASH_MS = 250;

/** What covers the screen right now. */
export const flash = signal<Flash | null>(null);
/** 0 (off) to 1, per device. */
export const volume = stored("volume", 0.7);

type Note = { hz: number; from: number; ms: number };
const tones: Record<FlashTone | "done", Note[]> = {
  ok: [{ hz: 2200, from: 0, ms: 90 }],
  warn: [
    { hz: 1500, from: 0, ms: 110 },
    { hz: 1500, from: 170, ms: 110 },
  ],
  bad: [
    { hz: 1700, from: 0, ms: 180 },
    { hz: 1100, from: 200, ms: 320 },
  ],
  done: [
    { hz: 1300, from: 0, ms: 90 },
    { hz: 1700, from: 110, ms: 90 },
    { hz: 2200, from: 220, ms: 160 },
  ],
};
const buzzes: Record<FlashTone | "done", number[]> = {
  ok: [40],
  warn: [60, 80, 60],
  bad: [200, 80, 200],
  done: [40, 60, 40, 60, 120],
};

let audio: AudioContext | undefined;
let nextId = 1;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Shows, sounds and buzzes an answer. */
export function answer(tone: FlashTone, words: string, detail?: string): void {
  show(tone, words, detail);
  play(tone);
}

/** The task is finished: green, with the rising three. */
export function done(words: string): void {
  show("ok", words);
  play("done");
}

function show(tone: FlashTone, words: string, detail?: string): void {
  flash.value = { tone, words, id: nextId++, ...(detail ? { detail } : {}) };
  clearTimeout(timer);
  timer = setTimeout(() => {
    flash.value = null;
  }, FLASH_MS);
}

export function play(kind: FlashTone | "done"): void {
  navigator.vibrate?.(buzzes[kind]);
  if (audio?.state !== "running" || volume.value === 0) return;
  for (const note of tones[kind]) sound(audio, note);
}

function sound(context: AudioContext, { hz, from, ms }: Note): void {
  const start = context.currentTime + from / 1000;
  const end = start + ms / 1000;
  const gain = context.createGain();
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(volume.value, start + 0.008);
  gain.gain.setValueAtTime(volume.value, end - 0.02);
  gain.gain.linearRampToValueAtTime(0, end);
  const tone = context.createOscillator();
  tone.type = "triangle";
  tone.frequency.value = hz;
  tone.connect(gain).connect(context.destination);
  tone.start(start);
  tone.stop(end);
}

/** Browsers let a page sound only after a tap or key: prepare at the first one. */
export function wakeAudio(): void {
  const wake = () => {
    audio ??= new AudioContext();
    if (audio.state === "suspended") void audio.resume();
  };
  addEventListener("pointerdown", wake, { capture: true });
  addEventListener("keydown", wake, { capture: true });
}
