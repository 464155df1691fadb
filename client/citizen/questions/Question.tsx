/** @jsxImportSource preact */
import type { ChoiceValue, PlanElement, PlanQuestion } from '../../../server/domain/questionnaire/plan.ts';
import { fieldName } from '../../../server/domain/questionnaire/formFields.ts';
import { useForm } from '../formHandle.ts';
import { Local, useWords } from '../words.tsx';
import { CheckboxQuestion, DropdownQuestion, RadioQuestion } from './Choices.tsx';
import { InnerSurvey } from './InnerSurvey.tsx';
import { FaultLine, Hint, needsHint, useSurroundings } from './parts.tsx';
import { type Box, faceOf, Ruler } from './Ruler.tsx';
import { CommentQuestion, TextQuestion } from './WordsFields.tsx';

type Level = 2 | 3;

/** Questions and panels in their order; what these answers hide is left out. */
export function Elements({
  elements,
  level,
  isTitleKnown = false,
}: {
  elements: readonly PlanElement[];
  /** Of headings inside. */
  level: Level;
  /** The page's own heading says what the only element of the page is about. */
  isTitleKnown?: boolean;
}) {
  const { seen } = useForm();
  return (
    <>
      {elements.map((element) => {
        if (element.kind === 'panel') {
          if (seen?.panels.has(element.name) === false) return null;
          return <Panel key={element.name} panel={element} level={level} />;
        }
        if (seen?.questions.has(element.name) === false) return null;
        return <Question key={element.name} question={element} level={level} isTitleKnown={isTitleKnown} />;
      })}
    </>
  );
}

function Panel({ panel, level }: { panel: PlanElement & { kind: 'panel' }; level: Level }) {
  const { t } = useWords();
  const isForSome = useForm().seen === undefined && panel.visibleIf !== undefined;
  const Heading = `h${level}` as const;
  return (
    <section class="page-body panel">
      {panel.title !== undefined && (
        <Heading>
          <Local text={panel.title} />
        </Heading>
      )}
      {(panel.description !== undefined || isForSome) && (
        <p class="hint">
          {isForSome && `${t('conditional')} `}
          {panel.description !== undefined && <Local text={panel.description} />}
        </p>
      )}
      <Elements elements={panel.elements} level={3} />
    </section>
  );
}

function Question({
  question,
  level,
  isTitleKnown,
}: {
  question: PlanQuestion;
  level: Level;
  isTitleKnown: boolean;
}) {
  switch (question.kind) {
    case 'matrix':
      return <MatrixRows question={question} level={level} isTitleKnown={isTitleKnown} />;
    case 'radiogroup':
      return <RadioQuestion question={question} />;
    case 'checkbox':
      return <CheckboxQuestion question={question} />;
    case 'dropdown':
      return <DropdownQuestion question={question} />;
    case 'rating':
      return <RatingQuestion question={question} />;
    case 'boolean':
      return <YesNoQuestion question={question} />;
    case 'text':
      return <TextQuestion question={question} />;
    case 'comment':
      return <CommentQuestion question={question} />;
    case 'surveyjs':
      return <InnerSurvey question={question} />;
  }
}

/** Each row of a matrix is a question of its own on the same ruler. */
function MatrixRows({
  question,
  level,
  isTitleKnown,
}: {
  question: PlanQuestion & { kind: 'matrix' };
  level: Level;
  isTitleKnown: boolean;
}) {
  const form = useForm();
  const around = useSurroundings(question, {
    base: 'question',
    hasHint: needsHint(question, form.seen === undefined),
  });
  const answer = form.answers[question.name];
  const cells = (typeof answer === 'object' && answer !== null ? answer : {}) as Record<string, ChoiceValue>;
  const levels = question.levels ?? [];
  const boxes = question.columns
    .filter(({ value }) => !question.unscoredColumns.includes(value))
    .map(({ value, text }): Box => {
      const at = levels.indexOf(value);
      const glyph = at === -1 ? undefined : faceOf(at, levels.length);
      return {
        value,
        words: <Local text={text} />,
        ...(at !== -1 && { number: at + 1 }),
        ...(glyph !== undefined && { glyph }),
      };
    });
  const below = question.columns
    .filter(({ value }) => question.unscoredColumns.includes(value))
    .map(({ value, text }): Box => ({ value, words: <Local text={text} /> }));
  const visibleRows = form.seen?.rows.get(question.name);
  const disabledRows = form.seen?.disabledRows.get(question.name);
  const Heading = `h${level}` as const;
  const titleId = `${question.name}-title`;

  return (
    <div
      class={around.className}
      role="group"
      aria-labelledby={titleId}
      aria-describedby={around.describedBy}
    >
      <Heading id={titleId} class={isTitleKnown ? 'unseen' : undefined}>
        <Local text={question.title} />
      </Heading>
      <Hint question={question} id={around.hintId} />
      <FaultLine question={question} around={around} />
      <div class="criteria">
        {question.rows
          .filter(({ value }) => visibleRows?.has(value) !== false)
          .map((row) => (
            <Ruler
              key={row.value}
              question={question}
              row={row}
              boxes={boxes}
              below={below}
              name={fieldName(question.name, row.value)}
              chosen={cells[row.value]}
              isShut={disabledRows?.has(row.value) === true}
              onChoose={(value) => form.answer(question.name, { ...cells, [row.value]: value })}
            />
          ))}
      </div>
    </div>
  );
}

function RatingQuestion({ question }: { question: PlanQuestion & { kind: 'rating' } }) {
  const form = useForm();
  const { t } = useWords();
  const { values, display, minText, maxText } = question;
  const isStars = display === 'stars' && values.length <= 5;
  const boxes = values.map(({ value, text }, at): Box => {
    const glyph = isStars ? 'star' : display === 'smileys' ? faceOf(at, values.length) : undefined;
    const words = text === undefined ? undefined : <Local text={text} />;
    if (isStars) return { value, glyph: 'star', words: words ?? t('stars', { count: at + 1 }) };
    return { value, words: words ?? String(value), ...(glyph !== undefined && { glyph }) };
  });
  return (
    <Ruler
      question={question}
      name={fieldName(question.name)}
      boxes={boxes}
      isStars={isStars}
      chosen={form.answers[question.name]}
      onChoose={(value) => form.answer(question.name, value)}
    >
      {(minText !== undefined || maxText !== undefined) && (
        <p class="ends">
          <span>{minText !== undefined && <Local text={minText} />}</span>
          <span>{maxText !== undefined && <Local text={maxText} />}</span>
        </p>
      )}
    </Ruler>
  );
}

function YesNoQuestion({ question }: { question: PlanQuestion & { kind: 'boolean' } }) {
  const form = useForm();
  return (
    <Ruler
      question={question}
      name={fieldName(question.name)}
      boxes={[
        { value: question.valueTrue, words: <Local text={question.labelTrue} />, glyph: 'yes' },
        { value: question.valueFalse, words: <Local text={question.labelFalse} />, glyph: 'no' },
      ]}
      chosen={form.answers[question.name]}
      onChoose={(value) => form.answer(question.name, value)}
    />
  );
}
