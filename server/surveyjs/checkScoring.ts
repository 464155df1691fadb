import type { Plan, PlanQuestion } from '../domain/questionnaire/plan.ts';
import { indexOf, type IndexedQuestion, valuesOf } from '../domain/questionnaire/planIndex.ts';
import type { Criterion, Scale, Scoring } from '../domain/scoring.ts';
import type { LocalizedText } from '../domain/text.ts';
import { at, type ObjectionList, quoted } from './objections.ts';

const typeOf = (question: PlanQuestion): string =>
  question.kind === 'surveyjs' ? question.type : question.kind;

const whyOpen = (question: PlanQuestion | undefined): string => {
  if (question === undefined) return 'there is no question of that name';
  return question.kind === 'surveyjs'
    ? `it is a ${question.type}, which SurveyJS shows`
    : `people write a ${question.kind} freely`;
};

const isClosed = ({ kind }: PlanQuestion): boolean =>
  kind !== 'text' && kind !== 'comment' && kind !== 'surveyjs';

/** Holds a scoring against the plan it scores: every name must exist, every value must have a level. */
export function checkScoring(plan: Plan, scoring: Scoring, path: string, objections: ObjectionList): void {
  checkMethod(scoring, path, objections);
  for (const [name, scale] of Object.entries(scoring.scales)) {
    checkScale(name, scale, at(path, 'scales', name), objections);
  }
  checkFactors(scoring, path, objections);
  checkCriteria(plan, scoring, path, objections);
  checkIndex(scoring, path, objections);
  checkQuestions(plan, scoring, path, objections);
  checkLanguages(plan, scoring, path, objections);
}

function checkMethod({ method }: Scoring, path: string, objections: ObjectionList): void {
  if (method.validUntil !== undefined && method.validUntil <= method.validFrom) {
    objections.error(
      at(path, 'method', 'validUntil'),
      `The method ends on ${method.validUntil}, not after its beginning on ${method.validFrom}; "validUntil" is the first day on which it is no longer valid.`,
    );
  }
}

function checkScale(name: string, scale: Scale, path: string, objections: ObjectionList): void {
  const levels = new Set(scale.levels);
  if (
    levels.size < scale.levels.length ||
    scale.levels.some((level, i) => i > 0 && level <= (scale.levels[i - 1] ?? level))
  ) {
    objections.error(at(path, 'levels'), `The levels of scale "${name}" must rise, lowest first, each once.`);
  }
  for (const level of scale.satisfied) {
    if (!levels.has(level)) {
      objections.error(
        at(path, 'satisfied'),
        `Level ${level} counts as satisfied but is no level of scale "${name}"; its levels are ${scale.levels.join(', ')}.`,
      );
    }
  }
  const seen = new Set<unknown>();
  for (const [position, { value, level }] of scale.values.entries()) {
    if (!levels.has(level)) {
      objections.error(
        at(path, 'values', position, 'level'),
        `The value ${quoted(value)} is given level ${level}, which scale "${name}" does not have; its levels are ${scale.levels.join(', ')}.`,
      );
    }
    if (seen.has(value)) {
      objections.error(
        at(path, 'values', position),
        `The value ${quoted(value)} has two levels in scale "${name}"; keep one.`,
      );
    }
    seen.add(value);
  }
  for (const value of scale.unscored) {
    if (seen.has(value)) {
      objections.error(
        at(path, 'unscored'),
        `The value ${quoted(value)} of scale "${name}" is both scored and unscored; decide.`,
      );
    }
  }
  for (const level of scale.levels) {
    if (!scale.values.some((entry) => entry.level === level)) {
      objections.error(
        at(path, 'values'),
        `No value of scale "${name}" has level ${level}; add it or drop the level.`,
      );
    }
    if (!Object.hasOwn(scale.labels, String(level))) {
      objections.error(at(path, 'labels'), `Level ${level} of scale "${name}" has no label; write one.`);
    }
  }
}

function checkFactors(scoring: Scoring, path: string, objections: ObjectionList): void {
  const seen = new Set<string>();
  for (const [position, { key }] of scoring.factors.entries()) {
    const here = at(path, 'factors', position);
    if (key === 'overall')
      objections.error(here, '"overall" is the name of the whole; give the factor another.');
    if (seen.has(key)) objections.error(here, `The factor "${key}" is there twice; keep one.`);
    if (!scoring.criteria.some(({ factor }) => factor === key)) {
      objections.error(here, `No criterion belongs to the factor "${key}"; add one or drop the factor.`);
    }
    seen.add(key);
  }
}

function checkCriteria(plan: Plan, scoring: Scoring, path: string, objections: ObjectionList): void {
  const { byName } = indexOf(plan);
  const keys = new Set<string>();
  const places = new Map<string, string>();
  for (const [position, criterion] of scoring.criteria.entries()) {
    const here = at(path, 'criteria', position);
    if (keys.has(criterion.key)) {
      objections.error(at(here, 'key'), `The criterion "${criterion.key}" is there twice; keep one.`);
    }
    keys.add(criterion.key);
    if (!scoring.factors.some(({ key }) => key === criterion.factor)) {
      objections.error(
        at(here, 'factor'),
        `Criterion "${criterion.key}" belongs to a factor "${criterion.factor}" that does not exist; the factors are ${scoring.factors.map(({ key }) => key).join(', ')}.`,
      );
    }
    const place = `${criterion.question}.${criterion.row ?? ''}`;
    if (places.has(place)) {
      objections.error(
        here,
        `Criteria "${places.get(place)}" and "${criterion.key}" take the same answer; keep one.`,
      );
    }
    places.set(place, criterion.key);

    const indexed = byName.get(criterion.question);
    if (indexed === undefined) {
      objections.error(
        at(here, 'question'),
        `Criterion "${criterion.key}" names a question "${criterion.question}" that does not exist; check how it is written.`,
      );
    } else {
      checkPlace(criterion, indexed, here, objections);
      checkValues(criterion, indexed.question, scoring.scales[criterion.scale], here, objections);
    }
  }
}

function checkPlace(
  { key, question: name, row }: Criterion,
  { question, rows }: IndexedQuestion,
  path: string,
  objections: ObjectionList,
): void {
  if (!isClosed(question) || question.kind === 'checkbox') {
    objections.error(
      at(path, 'question'),
      `Criterion "${key}" takes question "${name}", a ${typeOf(question)}, which has no single level; use a radiogroup, dropdown, rating, boolean or matrix.`,
    );
  } else if (question.kind !== 'matrix' && row !== undefined) {
    objections.error(
      at(path, 'row'),
      `Criterion "${key}" names a row of question "${name}", which is no matrix; leave "row" out.`,
    );
  } else if (question.kind === 'matrix' && (row === undefined || !rows.has(row))) {
    objections.error(
      at(path, 'row'),
      `Criterion "${key}" must name a row of the matrix "${name}"; it has ${[...rows.keys()].join(', ')}.`,
    );
  }
}

function checkValues(
  { key, scale: name }: Criterion,
  question: PlanQuestion,
  scale: Scale | undefined,
  path: string,
  objections: ObjectionList,
): void {
  if (scale === undefined) {
    objections.error(
      at(path, 'scale'),
      `Criterion "${key}" uses a scale "${name}" that does not exist; add it to "scales".`,
    );
    return;
  }
  const stored = valuesOf(question);
  if (stored.length === 0) return;
  const scored = [...scale.values.map(({ value }) => value), ...scale.unscored];
  for (const value of scored) {
    if (!stored.includes(value)) {
      objections.error(
        at(path, 'scale'),
        `Scale "${name}" of criterion "${key}" has a value ${quoted(value)} that question "${question.name}" cannot store; its values are ${stored.map(quoted).join(', ')}.`,
      );
    }
  }
  for (const value of stored) {
    if (!scored.includes(value)) {
      objections.error(
        at(path, 'scale'),
        `Question "${question.name}" can store ${quoted(value)}, for which scale "${name}" of criterion "${key}" has no level; give it one or add it to "unscored".`,
      );
    }
  }
}

function checkIndex({ index, factors }: Scoring, path: string, objections: ObjectionList): void {
  if (index.rule !== 'weightedMean') return;
  const seen = new Set<string>();
  for (const [position, { factor }] of index.weights.entries()) {
    const here = at(path, 'index', 'weights', position);
    if (!factors.some(({ key }) => key === factor)) {
      objections.error(
        here,
        `A weight names a factor "${factor}" that does not exist; the factors are ${factors.map(({ key }) => key).join(', ')}.`,
      );
    }
    if (seen.has(factor)) objections.error(here, `The factor "${factor}" has two weights; keep one.`);
    seen.add(factor);
  }
}

function checkQuestions(plan: Plan, scoring: Scoring, path: string, objections: ObjectionList): void {
  const { byName, questions } = indexOf(plan);
  const { procedureQuestion, countedQuestions } = scoring;
  if (procedureQuestion !== undefined) {
    const kind = byName.get(procedureQuestion)?.question.kind;
    if (kind !== 'radiogroup' && kind !== 'dropdown') {
      objections.error(
        at(path, 'procedureQuestion'),
        `The procedure question "${procedureQuestion}" must be a radiogroup or dropdown of this survey; ${kind === undefined ? 'there is none of that name' : `it is a ${kind}`}.`,
      );
    }
  }
  for (const [position, name] of countedQuestions.entries()) {
    const question = byName.get(name)?.question;
    if (question === undefined || !isClosed(question)) {
      objections.error(
        at(path, 'countedQuestions', position),
        `"${name}" cannot be counted: ${whyOpen(question)}; count closed questions only.`,
      );
    }
    if (countedQuestions.indexOf(name) !== position) {
      objections.error(at(path, 'countedQuestions', position), `"${name}" is counted twice; keep one.`);
    }
  }
  for (const { question, rows } of questions) {
    if (
      !isClosed(question) ||
      countedQuestions.includes(question.name) ||
      question.name === procedureQuestion
    ) {
      continue;
    }
    const scored = scoring.criteria.filter((criterion) => criterion.question === question.name);
    if (scored.length === 0) {
      objections.warning(
        path,
        `Question "${question.name}" is neither a criterion nor counted, so its answers will be in no figure.`,
      );
    } else if (question.kind === 'matrix') {
      const left = [...rows.keys()].filter((row) => !scored.some((criterion) => criterion.row === row));
      if (left.length > 0) {
        objections.warning(
          path,
          `Rows ${left.join(', ')} of "${question.name}" are no criteria and will be in no figure.`,
        );
      }
    }
  }
}

function checkLanguages(plan: Plan, scoring: Scoring, path: string, objections: ObjectionList): void {
  const check = (text: LocalizedText, where: string) => {
    const missing = plan.languages.filter((language) => text[language] === undefined);
    if (missing.length > 0) {
      objections.gap(
        where,
        `The label ${quoted(Object.values(text)[0])} is missing in ${missing.join(', ')}.`,
      );
    }
  };
  check(scoring.method.name, at(path, 'method', 'name'));
  scoring.criteria.forEach(({ label }, position) => check(label, at(path, 'criteria', position, 'label')));
  scoring.factors.forEach(({ label }, position) => check(label, at(path, 'factors', position, 'label')));
  for (const [name, { labels }] of Object.entries(scoring.scales)) {
    for (const [level, label] of Object.entries(labels))
      check(label, at(path, 'scales', name, 'labels', level));
  }
}
