import { SurveyModel } from 'survey-core';
import type { InnerQuestion, InnerRequest, InnerVerdict } from '../domain/questionnaire/slowPath.ts';
import type { AnswerValue } from '../domain/questionnaire/plan.ts';

/**
 * Lets SurveyJS judge what is inside the questions of the slow path, each in a
 * survey of its own; answers of the form around it are its variables. Runs in a
 * worker only: a crafted form can keep survey-core busy (stack.md).
 */
export const judgeInside = ({ questions, answers }: InnerRequest): InnerVerdict[] =>
  questions.map((question) => judge(question, answers));

function judge({ name, json, value }: InnerQuestion, answers: InnerRequest['answers']): InnerVerdict {
  const survey = new SurveyModel({ elements: [json], clearInvisibleValues: 'onComplete' });
  for (const [other, answer] of Object.entries(answers)) {
    if (other !== name) survey.setVariable(other, answer);
  }
  if (value !== undefined) survey.data = { [name]: value };
  const isFit = survey.validate(false);
  // What is hidden is taken out as at the end of a survey, after which it is as SurveyJS would hand it over.
  survey.clearIncorrectValues(true);
  survey.doComplete(true);
  const data = survey.data as Readonly<Record<string, AnswerValue | undefined>>;
  survey.dispose();
  return { name, value: data[name], isFit };
}
