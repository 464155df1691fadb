import type { TFunction } from 'i18next';
import type { AuditChange } from '../../../server/domain/auditChanges.ts';
import { addDays, isLocalDay } from '../../../server/domain/day.ts';
import { textIn } from '../../../server/domain/text.ts';
import { formatDay } from '../format.ts';

/** Fields whose values are words of ours, by the group of texts that has them. */
const WORDS: Readonly<Record<string, string>> = {
  by: 'level',
  channel: 'channel',
  channels: 'channel',
  map: 'map',
  population: 'population',
};

/** `Đang mở: có → không`: one change of the log as a reader of this language would put it. */
export function changeText(t: TFunction, language: string, { field, before, after }: AuditChange): string {
  const name = t(`audit.field.${field}`, { defaultValue: field });
  const say = (value: unknown) => valueText(t, language, value, WORDS[field]);
  if (before === undefined) return `${name}: ${say(after)}`;
  return `${name}: ${say(before)} → ${after === undefined ? '–' : say(after)}`;
}

function valueText(t: TFunction, language: string, value: unknown, words: string | undefined): string {
  if (typeof value === 'boolean') return t(value ? 'audit.yes' : 'audit.no');
  if (typeof value === 'string') {
    if (isLocalDay(value)) return formatDay(value);
    return words === undefined ? value : t(`${words}.${value}`, { defaultValue: value });
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? '–' : value.map((each) => valueText(t, language, each, words)).join(', ');
  }
  if (isRecord(value)) {
    const { campaign, from, until, role, unit, vi } = value;
    if (typeof vi === 'string') return textIn(value as Record<string, string>, language);
    if (typeof role === 'string') return `${t(`role.${role}`, { defaultValue: role })} (${String(unit)})`;
    if (typeof campaign === 'string' && typeof from === 'string') {
      return typeof until === 'string'
        ? t('audit.assignedUntil', { campaign, from: formatDay(from), last: formatDay(addDays(until, -1)) })
        : t('audit.assigned', { campaign, from: formatDay(from) });
    }
  }
  return JSON.stringify(value);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
