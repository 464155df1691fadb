import { problems } from '../domain/problem.ts';
import type { Draft, DraftStore } from '../domain/questionnaire/version.ts';
import { demand, mayForCountry } from '../domain/rights.ts';
import type { Actor } from '../domain/staff.ts';
import type { UnitTree } from '../domain/unitTree.ts';
import { actorOf, auditEffect } from './auditEffect.ts';

interface Deps {
  drafts: DraftStore;
  tree: UnitTree;
}

/** @throws Problem `forbidden`, `draft-missing` */
export async function getDraft({ drafts, tree }: Deps, actor: Actor, survey: string): Promise<Draft> {
  demand(mayForCountry(tree, actor.grants, 'read-drafts'));
  const draft = await drafts.findDraft(survey);
  if (draft === undefined) throw problems.draftMissing(survey);
  return draft;
}

/**
 * Keeps what an editor has written, right or wrong: it is checked when it is
 * published. Running campaigns know nothing of it.
 *
 * @throws Problem `forbidden`, `draft-stale`
 */
export async function saveDraft(
  { drafts, tree }: Deps,
  actor: Actor,
  survey: string,
  written: { definition: unknown; scoring: unknown; basedOn?: string; revision?: number },
  now: Date,
): Promise<Draft> {
  demand(mayForCountry(tree, actor.grants, 'edit-drafts'));
  const { revision, ...content } = written;
  return drafts.saveDraft(
    { survey, ...content, updatedAt: now, updatedBy: { id: actor.id, name: actor.name } },
    revision,
    [trace(tree, actor, survey, 'draft-saved', now)],
  );
}

/** @throws Problem `forbidden`, `draft-missing` */
export async function removeDraft(
  { drafts, tree }: Deps,
  actor: Actor,
  survey: string,
  now: Date,
): Promise<void> {
  demand(mayForCountry(tree, actor.grants, 'edit-drafts'));
  const isRemoved = await drafts.removeDraft(survey, undefined, [
    trace(tree, actor, survey, 'draft-removed', now),
  ]);
  if (!isRemoved) throw problems.draftMissing(survey);
}

const trace = (tree: UnitTree, actor: Actor, survey: string, action: string, at: Date) =>
  auditEffect({
    at,
    actor: actorOf(actor),
    action,
    subject: { kind: 'survey', id: survey },
    unit: tree.root.id,
  });
