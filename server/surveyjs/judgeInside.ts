import {
  type Question,
  type QuestionMatrixDropdownModelBase,
  type QuestionPanelDynamicModel,
  SurveyModel,
} from 'survey-core';
import type { AnswerValue } from '../domain/questionnaire/plan.ts';
import type { InnerQuestion, InnerRequest, InnerVerdict } from '../domain/questionnaire/slowPath.ts';

/** What is emptied may hide something else, but not for ever. */
const MOST_ROUNDS = 20;

/**
 * Lets SurveyJS judge what is inside the questions of the slow path, each in a
 * survey of its own; answers of the form around it are its variables. Runs in
 * a process of its own only: a crafted form can keep survey-core busy (stack.md).
 */
export const judgeInside = ({ questions, answers }: InnerRequest): InnerVerdict[] =>
  questions.map((question) => judge(question, answers));

function judge({ name, json, value }: InnerQuestion, answers: InnerRequest['answers']): InnerVerdict {
  const element = value === undefined ? { ...json, ...withoutEntries(json) } : json;
  const survey = new SurveyModel({ elements: [element] });
  for (const [other, answer] of Object.entries(answers)) {
    if (other !== name) survey.setVariable(other, answer);
  }
  if (value !== undefined) survey.data = { [name]: value };
  const question = survey.getQuestionByName(name) as Question;

  const dataNow = () => JSON.stringify(survey.data);
  for (let round = 0, before = ''; round < MOST_ROUNDS && before !== dataNow(); round++) {
    before = dataNow();
    for (const inner of questionsInside(question)) if (!inner.isVisible) inner.clearValue();
    survey.clearIncorrectValues(true);
  }
  const isFit = survey.validate(false);
  const data = survey.data as Readonly<Record<string, AnswerValue | undefined>>;
  survey.dispose();
  return { name, value: data[name], isFit };
}

/** survey-core's questions for every cell or field that an answer is made of. */
function questionsInside(question: Question): Question[] {
  switch (question.getType()) {
    case 'paneldynamic':
      return (question as QuestionPanelDynamicModel).panels.flatMap((panel) => panel.questions);
    case 'matrixdynamic':
    case 'matrixdropdown':
      return (question as QuestionMatrixDropdownModelBase).visibleRows.flatMap((row) =>
        row.cells.map((cell) => cell.question),
      );
    default:
      return [];
  }
}

/**
 * A list of which nothing was sent has no entries: whoever removed those that SurveyJS shows at first must
 * not get them back here.
 */
const withoutEntries = (json: InnerQuestion['json']): InnerQuestion['json'] => ({
  ...(json['type'] === 'matrixdynamic' && { rowCount: json['minRowCount'] ?? 0 }),
  ...(json['type'] === 'paneldynamic' && { panelCount: json['minPanelCount'] ?? 0 }),
});
