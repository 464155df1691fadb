import { randomUUID } from 'node:crypto';
import type { AuditLog } from '../domain/audit.ts';
import type { Report, ReportQuery } from '../domain/report.ts';
import type { Actor } from '../domain/staff.ts';
import { actorOf } from './auditEffect.ts';
import { reportSatisfaction, type ReportDeps } from './reportSatisfaction.ts';

/**
 * The report to be taken away as a file. It is handed out only when the trace
 * of it is stored: who took which figures (design, section 9).
 *
 * @throws as `reportSatisfaction`
 */
export async function exportSatisfaction(
  deps: ReportDeps & { audit: AuditLog },
  actor: Actor,
  query: ReportQuery,
): Promise<Report> {
  const report = await reportSatisfaction(deps, actor, query);
  const { from, until, by, map, channels, procedure } = query;
  await deps.audit.append({
    key: randomUUID(),
    at: deps.now(),
    actor: actorOf(actor),
    action: 'report-exported',
    subject: { kind: 'report', id: report.campaign ?? report.series ?? '' },
    unit: report.within,
    after: {
      from,
      until,
      by,
      map,
      ...(channels === undefined ? {} : { channels }),
      ...(procedure === undefined ? {} : { procedure }),
    },
  });
  return report;
}
