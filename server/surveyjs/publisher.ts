import type { Publisher } from '../domain/questionnaire/objection.ts';

/** Two versions of survey-core are large and most starts publish nothing: they are read when first needed. */
const reader = () => import('./publishVersion.ts');

/** Reads SurveyJS for the services. */
export const publisher: Publisher = {
  checkProposal: async (proposal) => (await reader()).checkProposal(proposal),
  publishVersion: async (publication) => (await reader()).publishVersion(publication),
};
