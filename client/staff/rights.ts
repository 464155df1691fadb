import type { Role } from '../../server/domain/staff.ts';
import { UNIT_KINDS } from '../../server/domain/unit.ts';
import type { SessionUser } from './hooks/useSession.ts';

/** What the navigation offers. The server decides again at every request. */
const has = (user: SessionUser, roles: readonly Role[]): boolean =>
  user.grants.some(({ role }) => roles.includes(role));

const hasForCountry = (user: SessionUser, roles: readonly Role[]): boolean =>
  user.grants.some(({ role, unit }) => roles.includes(role) && unit.kind === 'country');

export const mayAdminister = (user: SessionUser): boolean => has(user, ['admin']);
/** The log is one chain for the country. */
export const administersCountry = (user: SessionUser): boolean => hasForCountry(user, ['admin']);
export const maySeeSurveys = (user: SessionUser): boolean => has(user, ['admin', 'editor', 'approver']);
/** Questionnaires belong to no single unit: they are edited and published for the whole country. */
export const mayEditSurveys = (user: SessionUser): boolean => hasForCountry(user, ['admin', 'editor']);
export const mayPublish = (user: SessionUser): boolean => hasForCountry(user, ['admin', 'approver']);

/** The units whose figures a reader may see, each once, largest first. */
export function scopesOf(user: SessionUser): SessionUser['grants'][number]['unit'][] {
  const scopes = new Map(
    user.grants
      .filter(({ role }) => role === 'admin' || role === 'supervisor' || role === 'viewer')
      .map(({ unit }) => [unit.id, unit]),
  );
  return [...scopes.values()].sort((a, b) => UNIT_KINDS.indexOf(a.kind) - UNIT_KINDS.indexOf(b.kind));
}
