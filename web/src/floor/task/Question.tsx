/** One question, at most three large answers; a scan may answer it as well. */
import type { ComponentChildren } from "preact";
import type { NeedField } from "../../api/types.ts";
import { sentence } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { lazy } from "../../ui/lazy.tsx";
import { QtyPad } from "../../ui/QtyPad.tsx";
import { AnswerField, DateField } from "./AnswerField.tsx";
import type { TaskRun } from "./run.ts";
import type { Question } from "./state.ts";

const Approval = lazy(() => import("./Approval.tsx").then((file) => file.Approval));

type Props = { run: TaskRun; question: Question };

export function QuestionPanel({ run, question }: Props) {
  const { need } = question;
  return (
    <section class="question">
      <div class="question-head">
        <Icon name="warning" />
        <h2>{sentence(need.prompt)}</h2>
        <Button
          look="plain square"
          icon="cross"
          label={t.scan.cancel}
          onClick={() => run.dispatch({ type: "dropped" })}
        />
      </div>
      {body({ run, question })}
    </section>
  );
}

function body({ run, question }: Props): ComponentChildren {
  const { need } = question;
  const reply = (value: string) => void run.reply(value);
  switch (need.field as NeedField) {
    case "lot":
      return (
        <>
          <Choices question={question} onChoose={reply} />
          <AnswerField label={t.scan.answerLot} help={t.scan.scanOrType} onSubmit={reply} />
        </>
      );
    case "serial":
      return <AnswerField label={t.scan.answerSerial} help={t.scan.scanOrType} onSubmit={reply} />;
    case "expiry":
      return <DateField onSubmit={reply} />;
    case "qty":
      return <QtyPad submitLabel={t.scan.answerUse} onSubmit={reply} />;
    case "reason":
      return (
        <>
          <Choices question={question} onChoose={reply} />
          <AnswerField label={t.scan.answerReason} onSubmit={reply} plain />
        </>
      );
    case "approval":
      return <Approval run={run} />;
    case "confirm":
      return (
        <div class="row">
          <Button
            look="tall"
            class="button tall grow"
            onClick={() => run.dispatch({ type: "dropped" })}
          >
            {t.scan.confirmNo}
          </Button>
          <Button look="main tall" class="button main tall grow" onClick={() => reply("yes")}>
            {t.scan.confirmYes}
          </Button>
        </div>
      );
    case "choice":
    case "location":
      return <Choices question={question} onChoose={reply} />;
  }
}

type ChoicesProps = { question: Question; onChoose: (value: string) => void };

function Choices({ question, onChoose }: ChoicesProps) {
  return (
    <>
      {question.need.choices?.map((choice) => (
        <Button key={choice.value} look="wide tall" onClick={() => onChoose(choice.value)}>
          <span class="stack tight">
            <span>{choice.label}</span>
            {choice.detail && (
              <span class="muted small choice-detail">{sentence(choice.detail)}</span>
            )}
          </span>
        </Button>
      ))}
    </>
  );
}
