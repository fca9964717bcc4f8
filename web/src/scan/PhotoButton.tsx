/** A photo of a code, read by the server: for phones whose live camera cannot be used. */
import { useRef, useState } from "preact/hooks";
import { decodePhoto } from "../api/calls.ts";
import { asProblem } from "../api/problem.ts";
import type { PhotoCode } from "../api/types.ts";
import { problemWords, t } from "../i18n/index.ts";
import { Button } from "../ui/Button.tsx";
import { Sheet } from "../ui/Sheet.tsx";
import type { Read } from "./read.ts";

type Props = { onRead: (read: Read) => void; compact?: boolean };

export function PhotoButton({ onRead, compact }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string>();
  const [offered, setOffered] = useState<PhotoCode[]>([]);

  const take = (code: PhotoCode) => {
    setOffered([]);
    onRead({
      raw: code.text,
      source: "photo",
      symbology: code.symbology,
      ...(code.aim_id ? { aimId: code.aim_id } : {}),
    });
  };

  const send = async (photo: File) => {
    setBusy(true);
    setWrong(undefined);
    try {
      const { codes } = await decodePhoto(photo);
      const [only] = codes;
      if (codes.length === 1 && only?.confidence === "sure") take(only);
      else setOffered(codes);
    } catch (error) {
      const words = problemWords(asProblem(error));
      setWrong(`${words.title}. ${words.action}`);
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <input
        ref={input}
        type="file"
        accept="image/*"
        capture="environment"
        hidden
        onChange={(event) => {
          const photo = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (photo) void send(photo);
        }}
      />
      <Button
        icon="photo"
        look={compact ? "square" : "wide"}
        label={compact ? t.camera.photo : undefined}
        busy={busy}
        onClick={() => input.current?.click()}
      >
        {compact ? null : busy ? t.camera.reading : t.camera.photo}
      </Button>
      {wrong && (
        <p class={compact ? "photo-wrong" : "tone-bad strong"} role="alert">
          {wrong}
        </p>
      )}
      {offered.length > 0 && (
        <Sheet title={t.camera.chooseCode} onClose={() => setOffered([])}>
          {offered.map((code) => (
            <Button key={code.text} look="wide tall" onClick={() => take(code)}>
              <span class="code">{code.text.replaceAll("\x1d", " ")}</span>
            </Button>
          ))}
        </Sheet>
      )}
    </>
  );
}
