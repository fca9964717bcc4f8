/** The page's side of the decoder: one worker, one frame in flight. */

export type FrameRequest = { id: number; image: ImageData; thorough: boolean };

export type DecodedCode = {
  text: string;
  symbology: string;
  aimId: string;
  /** Centre of the code within the frame that was sent. */
  x: number;
  y: number;
};

export type FrameAnswer = { id: number; codes: DecodedCode[]; failed?: string };

let worker: Worker | undefined;
let nextId = 1;
const open = new Map<number, (answer: FrameAnswer) => void>();

function start(): Worker {
  if (worker) return worker;
  worker = new Worker(new URL("./decoder.worker.ts", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }: MessageEvent<FrameAnswer>) => finish(data);
  worker.onerror = () => {
    worker?.terminate();
    worker = undefined;
    for (const id of [...open.keys()]) finish({ id, codes: [], failed: "worker" });
  };
  return worker;
}

function finish(answer: FrameAnswer): void {
  open.get(answer.id)?.(answer);
  open.delete(answer.id);
}

/** Loads the decoder before the first frame needs it. */
export function warmUp(): void {
  start();
}

/** The codes in a frame. The image's memory goes to the worker. */
export function decode(image: ImageData, thorough: boolean): Promise<FrameAnswer> {
  const id = nextId++;
  return new Promise((resolve) => {
    open.set(id, resolve);
    const request: FrameRequest = { id, image, thorough };
    start().postMessage(request, [image.data.buffer]);
  });
}
