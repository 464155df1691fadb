/**
 * The reference units: Việt Nam, its 63 provinces until 30 June 2025, its 34
 * since, and the 3,321 communes. The table beside this file is compact; this
 * module makes units of it. What is confirmed and what is not stands in the
 * README of this folder.
 */
import type { LocalDay } from '../../domain/day.ts';
import { searchKey } from '../../domain/searchKey.ts';
import type { LocalizedText } from '../../domain/text.ts';
import type { Dated, Unit, UnitCode, UnitId } from '../../domain/unit.ts';
import table from './vietnam-units.json' with { type: 'json' };

export type ProvinceKind = 'province' | 'city';
export type CommuneKind = 'ward' | 'commune' | 'zone';

export interface ReferenceTable {
  about: { sources: string[]; made: string };
  /** The 63 provinces: code of `vn-63`, and the `vn-34` code of the province that each is in today. */
  former: { code: string; name: string; kind: ProvinceKind; successor: string }[];
  /** The 34 provinces of 1 July 2025, with their kind of that day. */
  today: { code: string; name: string; kind: ProvinceKind }[];
  renamings: Renaming[];
  /** By province: "25270 commune Lộc Ninh", code, kind and name of 1 July 2025. */
  communes: Record<string, string[]>;
}

/** A unit that became something else by name, and stayed the same unit. */
export interface Renaming {
  /** Code in `vn-34`; or the codes of communes. */
  province?: string;
  communes?: string[];
  from: LocalDay;
  /** What it is from that day on. */
  kind: ProvinceKind | CommuneKind;
  /** The name until then, where not only the kind changed. */
  formerName?: string;
  source: string;
}

/** On this day 63 provinces became 34, districts ended, and codes changed their meaning. */
export const REFORM_DAY: LocalDay = '2025-07-01';
export const COUNTRY_ID: UnitId = 'vn';

const words: Readonly<Record<ProvinceKind | CommuneKind, { vi: string; km: string; en: string }>> = {
  province: { vi: 'Tỉnh', km: 'ខេត្ត', en: 'province' },
  city: { vi: 'Thành phố', km: 'ទីក្រុង', en: 'city' },
  ward: { vi: 'Phường', km: 'សង្កាត់', en: 'ward' },
  commune: { vi: 'Xã', km: 'ឃុំ', en: 'commune' },
  zone: { vi: 'Đặc khu', km: 'តំបន់\u200bពិសេស', en: 'special zone' },
};

/** By rule: the name stays in Vietnamese letters, as on the sign over the door; only the kind is translated. */
const nameOf = (kind: ProvinceKind | CommuneKind, name: string): LocalizedText => ({
  vi: `${words[kind].vi} ${name}`,
  km: `${words[kind].km} ${name}`,
  en: `${name} ${words[kind].en}`,
});

/** All reference units; new objects at every call. */
export function vietnamUnits(): Unit[] {
  return expandUnits(table as ReferenceTable);
}

export function expandUnits({ former, today, renamings, communes }: ReferenceTable): Unit[] {
  const idOfToday = new Map(today.map(({ code, name }) => [code, `vn-${slugOf(name)}`]));
  const takenIds = new Set(idOfToday.values());
  const predecessors = new Map<string, typeof former>();
  for (const province of former) {
    predecessors.set(province.successor, [...(predecessors.get(province.successor) ?? []), province]);
  }
  const formerIdOf = (name: string) => {
    const id = `vn-${slugOf(name)}`;
    return takenIds.has(id) ? `${id}-63` : id;
  };

  const country: Unit = {
    id: COUNTRY_ID,
    kind: 'country',
    names: [{ value: { vi: 'Việt Nam', km: 'វៀតណាម', en: 'Viet Nam' } }],
    codes: [],
    parents: [],
    predecessors: [],
  };
  const provinces = today.flatMap(({ code, name, kind }): Unit[] => {
    const id = idOfToday.get(code) as UnitId;
    const renaming = renamings.find(({ province }) => province === code);
    const joined = predecessors.get(code) ?? [];
    const shared = { kind: 'province', parents: [{ value: COUNTRY_ID }] } as const;
    // One former province means that nothing was joined: the same unit goes on.
    if (joined.length === 1) {
      const [before] = joined as [(typeof former)[number]];
      return [
        {
          ...shared,
          id,
          names: namesOf(before.kind, name, renaming),
          codes: [
            codeOf('vn-63', before.code, { until: REFORM_DAY }),
            codeOf('vn-34', code, { from: REFORM_DAY }),
          ],
          predecessors: [],
        },
      ];
    }
    return [
      ...joined.map((province) => ({
        ...shared,
        id: formerIdOf(province.name),
        names: [{ value: nameOf(province.kind, province.name) }],
        codes: [codeOf('vn-63', province.code, {})],
        until: REFORM_DAY,
        predecessors: [],
      })),
      {
        ...shared,
        id,
        names: namesOf(kind, name, renaming),
        codes: [codeOf('vn-34', code, {})],
        from: REFORM_DAY,
        predecessors: joined.map((province) => formerIdOf(province.name)),
      },
    ];
  });
  const communeUnits = Object.entries(communes).flatMap(([province, lines]) =>
    lines.map((line): Unit => {
      const [code, kind] = line.split(' ', 2) as [string, CommuneKind];
      const renaming = renamings.find((one) => one.communes?.includes(code));
      return {
        id: `commune-${code}`,
        kind: 'commune',
        names: namesOf(kind, line.slice(code.length + kind.length + 2), renaming),
        codes: [codeOf('vn-34', code, {})],
        parents: [{ value: idOfToday.get(province) as UnitId }],
        from: REFORM_DAY,
        predecessors: [],
      };
    }),
  );
  return [country, ...provinces, ...communeUnits];
}

function namesOf(
  kind: ProvinceKind | CommuneKind,
  name: string,
  renaming: Renaming | undefined,
): Dated<LocalizedText>[] {
  if (renaming === undefined) return [{ value: nameOf(kind, name) }];
  return [
    { value: nameOf(kind, renaming.formerName ?? name), until: renaming.from },
    { value: nameOf(renaming.kind, name), from: renaming.from },
  ];
}

const codeOf = (
  scheme: string,
  code: string,
  dates: { from?: LocalDay; until?: LocalDay },
): Dated<UnitCode> => ({ value: { scheme, code }, ...dates });

const slugOf = (name: string): string => searchKey(name).replaceAll(' ', '-');
