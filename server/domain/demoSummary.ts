import type { Channel } from './campaign.ts';
import type { Role } from './staff.ts';
import type { UnitId } from './unit.ts';

/** What a demonstration tells about itself (`GET /api/v1/demo`): who may sign in, and where one can answer today. */
export interface DemoSummary {
  accounts: readonly { role: Role; unit: UnitId; email: string; password: string }[];
  collectors: readonly { code: string; unit: UnitId; channel: Channel; campaign: string; version: string }[];
}
