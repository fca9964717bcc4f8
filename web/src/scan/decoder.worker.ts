/// <reference lib="webworker" />
/** Reads barcodes from frames, off the page's thread. The wasm comes from our own origin. */
import {
  prepareZXingModule,
  type ReaderOptions,
  type ReadResult,
  readBarcodes,
} from "zxing-wasm/reader";
import wasm from "zxing-wasm/reader/zxing_reader.wasm?url";
import type { DecodedCode, FrameAnswer, FrameRequest } from "./decoder.ts";

declare const self: DedicatedWorkerGlobalScope;

const quick: ReaderOptions = {
  formats: ["AllRetail", "Code128", "Code39", "Code93", "ITF", "DataBar", "QRCode", "DataMatrix"],
  tryHarder: false,
  tryRotate: true,
  tryInvert: false,
  tryDownscale: true,
  maxNumberOfSymbols: 4,
  textMode: "Plain",
};
const thorough: ReaderOptions = { ...quick, tryHarder: true, tryInvert: true };

prepareZXingModule({
  overrides: { locateFile: (path: string) => (path.endsWith(".wasm") ? wasm : path) },
  fireImmediately: true,
});

self.onmessage = async ({ data }: MessageEvent<FrameRequest>) => {
  let codes: DecodedCode[] = [];
  let failed: string | undefined;
  try {
    const results = await readBarcodes(data.image, data.thorough ? thorough : quick);
    codes = results.filter((one) => one.isValid && one.text).map(describe);
  } catch (error) {
    failed = String(error);
  }
  const answer: FrameAnswer = { id: data.id, codes, ...(failed ? { failed } : {}) };
  self.postMessage(answer);
};

function describe(result: ReadResult): DecodedCode {
  const { topLeft, bottomRight } = result.position;
  return {
    text: result.text,
    symbology: result.format,
    aimId: result.symbologyIdentifier,
    x: (topLeft.x + bottomRight.x) / 2,
    y: (topLeft.y + bottomRight.y) / 2,
  };
}
