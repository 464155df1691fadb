import type { DemoSummary } from '../domain/demoSummary.ts';
import type { UnitId } from '../domain/unit.ts';

interface Names {
  unit: (id: UnitId) => string;
  campaign: (id: string) => string;
}

/**
 * What a start of the demo prints: who may sign in, and for each campaign one
 * open collector per channel. All of them are at `/api/v1/demo`.
 */
export function describeDemo({ accounts, collectors }: DemoSummary, url: string, names: Names): string[] {
  const widest = Math.max(...accounts.map(({ email }) => email.length));
  const campaigns = [...new Set(collectors.map(({ campaign }) => campaign))];
  return [
    '',
    'DEMO: offices and answers are invented. Sign in as',
    ...accounts.map(
      ({ role, unit, email, password }) =>
        `  ${role.padEnd(10)}  ${email.padEnd(widest)}  ${password.padEnd(20)}  (${names.unit(unit)})`,
    ),
    ...campaigns.flatMap((campaign, index) => [
      index === 0
        ? `Rate a visit. It is counted in "${names.campaign(campaign)}", which staff see first:`
        : `Or in "${names.campaign(campaign)}", a survey round of its own, to be chosen there:`,
      ...onePerChannel(collectors.filter((each) => each.campaign === campaign)).map(
        ({ code, unit, channel }) => `  ${url}/c/${code}  ${channel.padEnd(8)}  ${names.unit(unit)}`,
      ),
    ]),
  ];
}

/** Posters first: that is how most people come. */
function onePerChannel(collectors: DemoSummary['collectors']): DemoSummary['collectors'] {
  const first = new Map(collectors.toReversed().map((collector) => [collector.channel, collector]));
  return [...first.values()].sort(
    (one, other) => Number(other.channel === 'qr') - Number(one.channel === 'qr'),
  );
}
