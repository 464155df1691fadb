/** @jsxImportSource preact */
import { Fragment } from 'preact';
import type { ChoiceValue, PlanQuestion } from '../../../server/domain/questionnaire/plan.ts';
import { commentKey } from '../../../server/domain/questionnaire/planIndex.ts';
import { fieldName } from '../../../server/domain/questionnaire/formFields.ts';
import { type LocalizedText, textIn } from '../../../server/domain/text.ts';
import { type FormHandle, isDisabled, isRequired, useForm } from '../formHandle.ts';
import { controlId } from '../pageItems.ts';
import { Local, useWords } from '../words.tsx';
import { ChoiceRow } from './ChoiceRow.tsx';
import { FaultLine, Hint, needsHint, Numbered, useSurroundings } from './parts.tsx';
import { type Box, faceOf, Ruler } from './Ruler.tsx';

type OneOfSeveral = Extract<PlanQuestion, { kind: 'radiogroup' | 'dropdown' }>;
type ChoiceQuestion = Extract<PlanQuestion, { kind: 'checkbox' }> | OneOfSeveral;

interface Option {
  value: ChoiceValue;
  text: LocalizedText;
  isOther: boolean;
  isExclusive: boolean;
  isShut: boolean;
}

/** Every choice that is to be seen, "other" and "none of these" included. */
function optionsOf(question: ChoiceQuestion, { seen }: FormHandle): Option[] {
  const visible = seen?.choices.get(question.name);
  const shut = seen?.disabledChoices.get(question.name);
  const plain = { isOther: false, isExclusive: false, isShut: false };
  return [
    ...question.choices.map(({ value, text }) => ({
      ...plain,
      value,
      text,
      isShut: shut?.has(value) === true,
    })),
    ...(question.other === undefined
      ? []
      : [{ ...plain, value: question.other.value, text: question.other.text, isOther: true }]),
    ...question.none.map(({ value, text }) => ({ ...plain, value, text, isExclusive: true })),
  ].filter(({ value }) => visible?.has(value) !== false);
}

/** One of several choices: a ruler where the choices are levels, pills where all are short, rows else. */
export function RadioQuestion({ question }: { question: OneOfSeveral }) {
  const form = useForm();
  const { language } = useWords();
  const around = useSurroundings(question, {
    base: 'question',
    hasHint: needsHint(question, form.seen === undefined),
  });
  const options = optionsOf(question, form);
  const chosen = form.answers[question.name];
  const choose = (value: ChoiceValue) => form.answer(question.name, value);

  const levels = question.levels ?? [];
  if (levels.length >= 2 && levels.length <= 5 && question.other === undefined) {
    const boxOf = ({ value, text }: Option): Box => {
      const at = levels.indexOf(value);
      const glyph = faceOf(at, levels.length);
      return { value, words: <Local text={text} />, number: at + 1, ...(glyph && { glyph }) };
    };
    return (
      <Ruler
        question={question}
        name={fieldName(question.name)}
        boxes={options.filter(({ value }) => levels.includes(value)).map(boxOf)}
        below={options.filter(({ value }) => !levels.includes(value)).map(boxOf)}
        chosen={chosen}
        onChoose={choose}
      />
    );
  }

  const arePills = question.other === undefined && haveShortTexts(options, language);
  return (
    <fieldset
      class={around.className}
      role="radiogroup"
      aria-required={isRequired(form, question)}
      aria-invalid={around.className.endsWith('has-error') || undefined}
      aria-describedby={around.describedBy}
    >
      <legend>
        <Numbered question={question} />
      </legend>
      <Hint question={question} id={around.hintId} />
      <FaultLine question={question} around={around} />
      <div class={arePills ? 'pills' : 'choices'}>
        {options.map((option, at) => (
          <Fragment key={String(option.value)}>
            <ChoiceRow
              type="radio"
              name={fieldName(question.name)}
              id={controlId(question, undefined, at)}
              value={option.value}
              isChosen={chosen === option.value}
              isShut={option.isShut || isDisabled(form, question)}
              {...(arePills && !isShort(option.text, language) && { className: 'choice-across' })}
              onToggle={() => choose(option.value)}
            >
              <Local text={option.text} />
            </ChoiceRow>
            {option.isOther && <OtherWords question={question} isChosen={chosen === option.value} />}
          </Fragment>
        ))}
      </div>
    </fieldset>
  );
}

/** Any number of choices, or up to a limit; what would pass the limit cannot be chosen, and the hint says so. */
export function CheckboxQuestion({ question }: { question: PlanQuestion & { kind: 'checkbox' } }) {
  const form = useForm();
  const { t } = useWords();
  const { maxSelected } = question;
  const isPlain = form.seen === undefined;
  const around = useSurroundings(question, {
    base: 'question',
    hasHint: needsHint(question, isPlain) || maxSelected !== undefined,
  });
  const options = optionsOf(question, form);
  const answer = form.answers[question.name];
  const chosen = Array.isArray(answer) ? (answer as ChoiceValue[]) : [];
  const isFull = !isPlain && maxSelected !== undefined && chosen.length >= maxSelected;

  const toggle = ({ value, isExclusive }: Option, isOn: boolean) => {
    const kept = isExclusive
      ? []
      : chosen.filter((other) => other !== value && !options.some((o) => o.isExclusive && o.value === other));
    const next = isOn ? [...kept, value] : chosen.filter((other) => other !== value);
    form.answer(question.name, next.length === 0 ? undefined : next);
  };

  return (
    <fieldset class={around.className} aria-describedby={around.describedBy}>
      <legend>
        <Numbered question={question} />
      </legend>
      <Hint question={question} id={around.hintId}>
        {maxSelected !== undefined &&
          question.description === undefined &&
          t('chosen.atMost', { max: maxSelected })}
        {maxSelected !== undefined && (
          <span role="status">{chosen.length > 0 && ` ${t('chosen', { count: chosen.length })}`}</span>
        )}
      </Hint>
      <FaultLine question={question} around={around} />
      <div class="choices">
        {options.map((option, at) => {
          const isChosen = chosen.includes(option.value);
          return (
            <Fragment key={String(option.value)}>
              <ChoiceRow
                type="checkbox"
                name={fieldName(question.name)}
                id={controlId(question, undefined, at)}
                value={option.value}
                isChosen={isChosen}
                isShut={
                  option.isShut || isDisabled(form, question) || (isFull && !isChosen && !option.isExclusive)
                }
                onToggle={(isOn) => toggle(option, isOn)}
              >
                <Local text={option.text} />
              </ChoiceRow>
              {option.isOther && <OtherWords question={question} isChosen={isChosen} />}
            </Fragment>
          );
        })}
      </div>
    </fieldset>
  );
}

/** A list to unfold, for long lists of choices. */
export function DropdownQuestion({ question }: { question: OneOfSeveral }) {
  const form = useForm();
  const { t, language } = useWords();
  const around = useSurroundings(question, {
    base: 'question',
    hasHint: needsHint(question, form.seen === undefined),
  });
  const options = optionsOf(question, form);
  const chosen = form.answers[question.name];
  return (
    <div class={around.className}>
      <label class="field-label" for={controlId(question)}>
        <Numbered question={question} />
      </label>
      <Hint question={question} id={around.hintId} />
      <FaultLine question={question} around={around} />
      <select
        class="field-input"
        id={controlId(question)}
        name={fieldName(question.name)}
        disabled={isDisabled(form, question)}
        aria-required={isRequired(form, question)}
        aria-invalid={around.className.endsWith('has-error') || undefined}
        aria-describedby={around.describedBy}
        onChange={(event) =>
          form.answer(
            question.name,
            options.find(({ value }) => String(value) === event.currentTarget.value)?.value,
          )
        }
      >
        <option value="" selected={chosen === undefined}>
          {t('choose')}
        </option>
        {options.map(({ value, text, isShut }) => (
          <option key={String(value)} value={String(value)} selected={chosen === value} disabled={isShut}>
            {textIn(text, language)}
          </option>
        ))}
      </select>
      {question.other !== undefined && (
        <OtherWords question={question} isChosen={chosen === question.other.value} />
      )}
    </div>
  );
}

/** The line for what "other" means; without script it always stands there, and writing in it chooses "other". */
function OtherWords({ question, isChosen }: { question: ChoiceQuestion; isChosen: boolean }) {
  const form = useForm();
  const { t, language } = useWords();
  const key = commentKey(question.name);
  const { other } = question;
  if (other === undefined || (!isChosen && form.seen !== undefined)) return null;
  const words = form.answers[key];
  return (
    <div class="choice-more">
      <label class="small" for={key}>
        {other.placeholder === undefined ? t('other.label') : textIn(other.placeholder, language)}
      </label>
      <input
        class="field-input"
        id={key}
        name={key}
        maxLength={other.maxLength}
        value={typeof words === 'string' ? words : ''}
        onInput={(event) => form.answer(key, event.currentTarget.value || undefined)}
      />
    </div>
  );
}

/** Letters that take room: no marks above or below, no invisible characters. */
const lengthOf = (text: string): number => text.replace(/[\p{M}\u00AD\u200B\u2060]/gu, '').length;
const SHORT = 14;
const isShort = (text: LocalizedText, language: string): boolean => lengthOf(textIn(text, language)) <= SHORT;

/** Pills are for a few short choices; the last may be longer ("I'd rather not say") and lies across. */
function haveShortTexts(options: readonly Option[], language: string): boolean {
  const first = options.slice(0, -1);
  return options.length >= 2 && options.length <= 7 && first.every(({ text }) => isShort(text, language));
}
