import type { Unit, UnitKind } from '../../server/domain/unit.ts';

/** A unit of which only what matters is said: its name is its id, and it has existed since ever. */
export function unitOf(id: string, kind: UnitKind, parent?: string, rest: Partial<Unit> = {}): Unit {
  return {
    id,
    kind,
    names: [{ value: { vi: id } }],
    codes: [],
    parents: parent === undefined ? [] : [{ value: parent }],
    predecessors: [],
    ...rest,
  };
}

export const MERGER_DAY = '2025-07-01';

/** Kiên Giang and An Giang became An Giang; one land office stayed what it was, two civil registries became one. */
export const mergedProvinces = (): Unit[] => [
  unitOf('vn', 'country'),
  unitOf('kien-giang', 'province', 'vn', { until: MERGER_DAY }),
  unitOf('an-giang-63', 'province', 'vn', { until: MERGER_DAY }),
  unitOf('an-giang', 'province', 'vn', {
    from: MERGER_DAY,
    predecessors: ['kien-giang', 'an-giang-63'],
  }),
  unitOf('land-office', 'agency', 'kien-giang', {
    parents: [
      { value: 'kien-giang', until: MERGER_DAY },
      { value: 'an-giang', from: MERGER_DAY },
    ],
  }),
  unitOf('registry-kg', 'agency', 'kien-giang', { until: MERGER_DAY }),
  unitOf('registry-ag', 'agency', 'an-giang-63', { until: MERGER_DAY }),
  unitOf('registry', 'agency', 'an-giang', {
    from: MERGER_DAY,
    predecessors: ['registry-kg', 'registry-ag'],
  }),
  unitOf('can-tho', 'province', 'vn'),
  unitOf('can-tho-office', 'agency', 'can-tho'),
];
