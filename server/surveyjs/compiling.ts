import type { Scoring } from '../domain/scoring.ts';
import type { Json, ObjectionList } from './objections.ts';
import type { PlanConditions } from './planConditions.ts';
import type { PlanTexts } from './planTexts.ts';

/** What every part of the compiler knows. */
export interface Compiling {
  readonly definition: Json;
  readonly scoring: Scoring | undefined;
  readonly objections: ObjectionList;
  readonly texts: PlanTexts;
  readonly conditions: PlanConditions;
  /** Within a question of the slow path, where SurveyJS judges. */
  readonly isInside: boolean;
}
