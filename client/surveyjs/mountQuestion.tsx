/** @jsxImportSource react */
/**
 * SurveyJS's own renderer for one question of the slow path. React and
 * survey-core are loaded with this file, and only where a form needs it.
 */
import 'survey-core/survey-core.fontless.min.css';
import './surveyjs.css';
import { createRoot } from 'react-dom/client';
import {
  type Question,
  QuestionMatrixDynamicModel,
  QuestionPanelDynamicModel,
  settings,
  surveyLocalization,
  SurveyModel,
  SvgRegistry,
} from 'survey-core';
import { Survey } from 'survey-react-ui';
import en from '../locales/en/surveyjs.json' with { type: 'json' };
import km from '../locales/km/surveyjs.json' with { type: 'json' };
import vi from '../locales/vi/surveyjs.json' with { type: 'json' };
import type { MountQuestion, FormAround } from './mounting.ts';

for (const [language, texts] of Object.entries({ vi, km, en })) {
  surveyLocalization.locales[language] = { ...surveyLocalization.locales[language], ...texts };
}

// Nothing on the page fades in or slides.
settings.animationEnabled = false;

// One icon (of a timer, which no form here has) carries a style attribute, which our policy forbids.
for (const [name, svg] of Object.entries(SvgRegistry.icons)) {
  SvgRegistry.icons[name] = svg.replace(/ style="[^"]*"/g, '');
}

export const mountQuestion: MountQuestion = (holder, { name, json }, around, onAnswer) => {
  // SurveyJS takes "default" and the language of this name for the same.
  surveyLocalization.defaultLocale = around.ownLanguage;
  const survey = new SurveyModel({
    // our page says title and description, as it does of every question
    elements: [{ ...json, titleLocation: 'hidden', descriptionLocation: 'hidden' }],
    clearInvisibleValues: 'onHidden',
    maxCommentLength: 500,
    textUpdateMode: 'onTyping',
    questionErrorLocation: 'bottom',
    showNavigationButtons: false,
    showCompletePage: false,
    showQuestionNumbers: 'off',
    showTitle: false,
    autoFocusFirstError: false,
    widthMode: 'responsive',
  });
  const question = survey.getQuestionByName(name) as Question;

  const update = ({ language, answers, isRequired, isDisabled }: FormAround) => {
    survey.locale = language;
    question.isRequired = isRequired;
    question.readOnly = isDisabled;
    for (const [other, value] of Object.entries(answers)) {
      if (other !== name) survey.setVariable(other, value);
    }
    for (const gone of survey.getVariableNames().filter((other) => !isAnswered(answers, other))) {
      survey.setVariable(gone, undefined);
    }
  };
  update(around);
  const kept = around.answers[name];
  if (kept !== undefined) survey.setValue(name, copyOf(kept));
  if (Array.isArray(kept) && kept.length === 0) setEntries(question, 0);
  const report = () => {
    // removed to the last one is an answer too: the entries that stand there at first do not come back
    if (entriesOf(question) === 0) onAnswer([]);
    else onAnswer(question.isEmpty() ? undefined : copyOf(question.value));
  };
  survey.onValueChanged.add(report);
  survey.onMatrixRowRemoved.add(report);
  survey.onMatrixRowAdded.add(report);
  survey.onDynamicPanelRemoved.add(report);
  survey.onDynamicPanelAdded.add(report);
  // What survey-core finds out of its bounds it does not store, nor does it tell; the page has to look again.
  for (const event of ['keyup', 'change']) {
    holder.addEventListener(event, () => setTimeout(() => question.isDisposed || report()));
  }

  const root = createRoot(holder);
  root.render(<Survey model={survey} />);
  return {
    update,
    check: ({ showErrors }) => survey.validate(showErrors),
    remove() {
      // not while Preact takes the page apart, which React may be drawing into
      queueMicrotask(() => {
        root.unmount();
        survey.dispose();
      });
    },
  };
};

const entriesOf = (question: Question): number | undefined =>
  question instanceof QuestionMatrixDynamicModel
    ? question.rowCount
    : question instanceof QuestionPanelDynamicModel
      ? question.panelCount
      : undefined;

function setEntries(question: Question, count: number): void {
  if (question instanceof QuestionMatrixDynamicModel) question.rowCount = count;
  if (question instanceof QuestionPanelDynamicModel) question.panelCount = count;
}

/** survey-core keeps names of variables in small letters. */
const isAnswered = (answers: FormAround['answers'], variable: string): boolean =>
  Object.keys(answers).some((name) => name.toLowerCase() === variable.toLowerCase());

/** survey-core goes on changing what it hands out. */
const copyOf = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;
