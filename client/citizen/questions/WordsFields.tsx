/** @jsxImportSource preact */
import { useState } from 'preact/hooks';
import type { PlanQuestion } from '../../../server/domain/questionnaire/plan.ts';
import { fieldName } from '../../../server/domain/questionnaire/formFields.ts';
import { numberFrom } from '../../../server/domain/questionnaire/values.ts';
import { textIn } from '../../../server/domain/text.ts';
import { isDisabled, isRequired, useForm } from '../formHandle.ts';
import { Icon } from '../icons.tsx';
import { controlId } from '../pageItems.ts';
import { useWords } from '../words.tsx';
import { FaultLine, Hint, needsHint, Numbered, useSurroundings } from './parts.tsx';

type Input = (PlanQuestion & { kind: 'text' })['input'];

/** Numbers are typed as text: a number field shows wheels and arrows and loses what it does not understand. */
const inputTypes: Readonly<Record<Input, string>> = {
  text: 'text',
  number: 'text',
  email: 'email',
  date: 'date',
  tel: 'tel',
  url: 'url',
  month: 'month',
  time: 'time',
};

export function TextQuestion({ question }: { question: PlanQuestion & { kind: 'text' } }) {
  const form = useForm();
  const { language } = useWords();
  const around = useSurroundings(question, {
    base: 'question',
    hasHint: needsHint(question, form.seen === undefined),
  });
  const given = form.answers[question.name];
  // What is being typed ("1,") need not be a number yet, so the field keeps its own words.
  const [typed, setTyped] = useState(given === undefined ? '' : String(given));
  const isSame = question.input === 'number' ? numberOrText(typed) === given : typed === given;
  const shown = isSame || (given === undefined && typed.trim() === '') ? typed : String(given ?? '');

  const handleInput = (text: string) => {
    setTyped(text);
    if (text.trim() === '') form.answer(question.name, undefined);
    else form.answer(question.name, question.input === 'number' ? numberOrText(text) : text);
  };

  return (
    <div class={around.className}>
      <label class="field-label" for={controlId(question)}>
        <Numbered question={question} />
      </label>
      <Hint question={question} id={around.hintId} />
      <FaultLine question={question} around={around} />
      <input
        class="field-input"
        type={inputTypes[question.input]}
        inputMode={question.input === 'number' ? 'decimal' : undefined}
        id={controlId(question)}
        name={fieldName(question.name)}
        value={shown}
        maxLength={question.maxLength}
        autocomplete="off"
        placeholder={question.placeholder && textIn(question.placeholder, language)}
        disabled={isDisabled(form, question)}
        aria-required={isRequired(form, question)}
        aria-invalid={around.className.endsWith('has-error') || undefined}
        aria-describedby={around.describedBy}
        onInput={(event) => handleInput(event.currentTarget.value)}
      />
    </div>
  );
}

function numberOrText(text: string): number | string {
  const number = numberFrom(text);
  return Number.isNaN(number) ? text : number;
}

/** A telephone or identity number: eight digits or more in a row, however they are grouped. */
const hasLongNumber = (text: string): boolean => /(?:\d[ .-]?){8,}/.test(text);

export function CommentQuestion({ question }: { question: PlanQuestion & { kind: 'comment' } }) {
  const form = useForm();
  const { t, language } = useWords();
  const around = useSurroundings(question, {
    base: 'question',
    hasHint: needsHint(question, form.seen === undefined),
  });
  const given = form.answers[question.name];
  const text = typeof given === 'string' ? given : '';
  const left = question.maxLength - text.length;
  const id = controlId(question);
  const isLong = form.seen !== undefined && hasLongNumber(text);
  return (
    <div class={around.className}>
      <label class="field-label" for={id}>
        <Numbered question={question} />
      </label>
      <Hint question={question} id={around.hintId} />
      <FaultLine question={question} around={around} />
      <textarea
        class="field-input"
        id={id}
        name={fieldName(question.name)}
        rows={5}
        maxLength={question.maxLength}
        placeholder={question.placeholder && textIn(question.placeholder, language)}
        disabled={isDisabled(form, question)}
        aria-required={isRequired(form, question)}
        aria-invalid={around.className.endsWith('has-error') || undefined}
        aria-describedby={[around.describedBy, `${id}-count`].filter(Boolean).join(' ')}
        value={text}
        onInput={(event) => form.answer(question.name, event.currentTarget.value || undefined)}
      />
      {form.seen !== undefined && (
        <p class="count" id={`${id}-count`}>
          {t('letters.left', { left, max: question.maxLength })}
        </p>
      )}
      {/* spoken only when 100 and when 20 are left, not at every key */}
      <p class="unseen" role="status">
        {left <= 100 && t('letters.left', { left: left <= 20 ? 20 : 100, max: question.maxLength })}
      </p>
      <div role="status">
        {isLong && (
          <div class="notice notice-warn">
            <Icon name="warning" />
            <div>
              <p>
                <strong>{t('longNumber.title')}</strong>
              </p>
              <p>{t('longNumber.text')}</p>
            </div>
          </div>
        )}
      </div>
    </div>
  );
}
