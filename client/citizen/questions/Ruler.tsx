/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact';
import type { ChoiceValue, MatrixRow, PlanQuestion } from '../../../server/domain/questionnaire/plan.ts';
import { isDisabled, isRequired, useForm } from '../formHandle.ts';
import { Drawing } from '../icons.tsx';
import { controlId } from '../pageItems.ts';
import { FaultLine, Hint, needsHint, Numbered, useSurroundings } from './parts.tsx';
import { ChoiceRow } from './ChoiceRow.tsx';

export interface Box {
  value: ChoiceValue;
  words: ComponentChildren;
  /** 1–5 in the corner of a level. */
  number?: number;
  /** Name of a drawing: a face, a star, yes, no. */
  glyph?: string;
}

/** Faces of so many levels, the lowest first; more than five levels have none. */
const faces: Readonly<Record<number, readonly number[]>> = {
  2: [2, 4],
  3: [2, 3, 4],
  4: [1, 2, 4, 5],
  5: [1, 2, 3, 4, 5],
};
export const faceOf = (at: number, levels: number): string | undefined => {
  const face = faces[levels]?.[at];
  return face === undefined ? undefined : `face-${face}`;
};

const shapes: Readonly<Record<number, string>> = {
  2: 'scale scale-two',
  3: 'scale scale-three',
  4: 'scale scale-four',
  5: 'scale',
};

/**
 * One question on a ruler of joined boxes, of which one can be chosen; what
 * does not belong on the ruler ("did not use it") stands below it.
 */
export function Ruler({
  question,
  row,
  boxes,
  below = [],
  name,
  chosen,
  onChoose,
  isStars = false,
  isShut = false,
  children,
}: {
  question: PlanQuestion;
  row?: MatrixRow;
  boxes: readonly Box[];
  below?: readonly Box[];
  name: string;
  chosen: unknown;
  onChoose: (value: ChoiceValue) => void;
  isStars?: boolean;
  isShut?: boolean;
  children?: ComponentChildren;
}) {
  const form = useForm();
  const hasHint = row === undefined && needsHint(question, form.seen === undefined);
  const around = useSurroundings(question, { ...(row && { row }), base: 'criterion', hasHint });
  const shut = isShut || isDisabled(form, question);
  const mustAnswer = question.kind === 'matrix' ? question.eachRowRequired : isRequired(form, question);
  return (
    <fieldset
      class={around.className}
      role="radiogroup"
      aria-required={mustAnswer}
      aria-invalid={around.className.endsWith('has-error') || undefined}
      aria-describedby={around.describedBy}
    >
      <legend>
        <Numbered question={question} {...(row && { row })} />
      </legend>
      <Hint question={question} id={around.hintId} />
      <FaultLine question={question} around={around} />
      <div class={shapes[boxes.length] ?? 'scale scale-many'}>
        {boxes.map(({ value, words, number, glyph }, at) => (
          <label key={String(value)} class={isStars ? 'box star' : 'box'}>
            <input
              type="radio"
              name={name}
              id={controlId(question, row, at)}
              value={String(value)}
              checked={chosen === value}
              disabled={shut}
              onChange={() => onChoose(value)}
            />
            <span class="box-body">
              {number !== undefined && <span class="box-number">{number}</span>}
              {glyph !== undefined && <Drawing name={glyph} className="box-face" />}
              <span class="box-word">{words}</span>
              <Drawing name="tick" className="box-tick" />
            </span>
          </label>
        ))}
      </div>
      {below.map(({ value, words }, at) => (
        <ChoiceRow
          key={String(value)}
          type="radio"
          className="choice-alone apart"
          name={name}
          id={controlId(question, row, boxes.length + at)}
          value={value}
          isQuiet
          isChosen={chosen === value}
          isShut={shut}
          onToggle={() => onChoose(value)}
        >
          {words}
        </ChoiceRow>
      ))}
      {children}
    </fieldset>
  );
}
