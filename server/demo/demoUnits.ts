import { addDays } from '../domain/day.ts';
import type { LocalizedText } from '../domain/text.ts';
import type { Unit } from '../domain/unit.ts';
import type { UnitTree } from '../domain/unitTree.ts';
import {
  centres,
  counters,
  COUNTERS_SINCE,
  departments,
  departmentsOfToday,
  formerDepartments,
  landOffices,
  MERGER_DAY,
  type PlannedDepartment,
} from './demoPlan.ts';

/** The invented offices, hung into the real tree of provinces and communes. */
export function demoUnits(tree: UnitTree): Unit[] {
  const nameOf = (unit: string, day: string): LocalizedText => tree.nameOn(unit, day);

  const department = ({ id, department: kind, province }: PlannedDepartment, dates: Partial<Unit>): Unit => {
    const place = nameOf(province, tree.getUnit(province).from ?? addDays(MERGER_DAY, -1));
    return {
      id,
      kind: 'agency',
      names: [
        {
          value: {
            vi: `${departments[kind].vi} ${inSentence(place['vi'])}`,
            en: `${departments[kind].en}, ${place['en']}`,
          },
        },
      ],
      codes: [],
      parents: [{ value: province }],
      predecessors: [],
      ...dates,
    };
  };

  return [
    ...formerDepartments.map((planned) => department(planned, { until: MERGER_DAY })),
    ...departmentsOfToday.map((planned) =>
      department(planned, {
        from: MERGER_DAY,
        predecessors: formerDepartments
          .filter(
            (former) =>
              former.department === planned.department &&
              tree.getUnit(planned.province).predecessors.includes(former.province),
          )
          .map(({ id }) => id),
      }),
    ),
    ...landOffices.map(({ id, town, before, since }): Unit => ({
      id,
      kind: 'agency',
      names: [
        {
          value: { vi: `Văn phòng Đăng ký đất đai ${town}`, en: `Land Registration Office, ${town}` },
          until: MERGER_DAY,
        },
        {
          value: {
            vi: `Chi nhánh Văn phòng Đăng ký đất đai khu vực ${town}`,
            en: `Land Registration Branch, ${town} area`,
          },
          from: MERGER_DAY,
        },
      ],
      codes: [],
      parents: [
        { value: before, until: MERGER_DAY },
        { value: since, from: MERGER_DAY },
      ],
      predecessors: [],
    })),
    ...centres.map(({ id, commune }): Unit => {
      const place = nameOf(commune, MERGER_DAY);
      return {
        id,
        kind: 'agency',
        names: [
          {
            value: {
              vi: `Trung tâm Phục vụ hành chính công ${inSentence(place['vi'])}`,
              en: `Public Service Centre, ${place['en']}`,
            },
          },
        ],
        codes: [],
        parents: [{ value: commune }],
        from: MERGER_DAY,
        predecessors: [],
      };
    }),
    ...counters.map(({ id, office, number }): Unit => ({
      id,
      kind: 'counter',
      names: [{ value: { vi: `Quầy số ${number}`, en: `Counter ${number}` } }],
      codes: [],
      parents: [{ value: office }],
      from: COUNTERS_SINCE,
      predecessors: [],
    })),
  ];
}

/** "Phường Long Xuyên" inside a longer name: "phường Long Xuyên". */
const inSentence = (name: string | undefined): string =>
  name === undefined ? '' : name.charAt(0).toLowerCase() + name.slice(1);
