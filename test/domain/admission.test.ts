import { describe, expect, test } from '@jest/globals';
import {
  admit,
  answeredTime,
  assignedCampaign,
  LONGEST_DELAY_MS,
  procedureOf,
  toTheMinute,
} from '../../server/domain/admission.ts';
import type { Campaign, Collector } from '../../server/domain/campaign.ts';
import { smallSurvey } from '../support/smallSurvey.ts';

const collector = (fields: Partial<Collector> = {}): Collector => ({
  code: 'K7M01',
  unit: 'land-office',
  channel: 'qr',
  label: 'Door',
  assignments: [
    { campaign: 'spring', from: '2025-03-01', until: '2025-06-01' },
    { campaign: 'summer', from: '2025-06-01' },
  ],
  isOpen: true,
  ...fields,
});

const campaign = (fields: Partial<Campaign> = {}): Campaign => ({
  id: 'summer',
  name: { vi: 'Hè' },
  series: 'stream',
  population: 'served',
  versions: ['small@2', 'small@1'],
  unit: 'vn',
  channels: ['qr'],
  from: '2025-06-01',
  until: '2025-09-01',
  uploadUntil: '2025-10-01',
  isOpen: true,
  ...fields,
});

describe('when a person answered', () => {
  const receivedAt = new Date('2025-06-20T08:00:00Z');

  test('the delay by the device is taken off our own time, however wrong the device is', () => {
    // the device lives in 2020 and says that three days passed
    const device = { answeredAt: '2020-01-01T00:00:00Z', deviceNow: '2020-01-04T00:00:00Z' };

    expect(answeredTime(receivedAt, device)).toEqual(new Date('2025-06-17T08:00:00Z'));
  });

  test('without the device’s own time its clock is believed as far as it can be true', () => {
    const yesterday = { answeredAt: '2025-06-19T23:30:00+07:00' };
    const tomorrow = { answeredAt: '2025-06-21T00:00:00Z' };

    expect(answeredTime(receivedAt, yesterday)).toEqual(new Date('2025-06-19T16:30:00Z'));
    expect(answeredTime(receivedAt, tomorrow)).toEqual(receivedAt);
  });

  test('a delay that is negative or longer than three months says nothing', () => {
    const backwards = { answeredAt: '2025-06-20T08:00:00Z', deviceNow: '2025-06-20T07:00:00Z' };
    const endless = {
      answeredAt: '1970-01-01T00:00:00Z',
      deviceNow: new Date(LONGEST_DELAY_MS + 1).toISOString(),
    };

    expect(answeredTime(receivedAt, backwards)).toEqual(receivedAt);
    expect(answeredTime(receivedAt, endless)).toEqual(receivedAt);
  });

  test('is kept to the minute', () => {
    expect(toTheMinute(new Date('2025-06-20T08:59:59.999Z'))).toEqual(new Date('2025-06-20T08:59:00Z'));
  });
});

describe('a collector', () => {
  test('serves one campaign a day, from its first day to the day before the next', () => {
    expect(assignedCampaign(collector(), '2025-02-28')).toBeUndefined();
    expect(assignedCampaign(collector(), '2025-05-31')).toBe('spring');
    expect(assignedCampaign(collector(), '2025-06-01')).toBe('summer');
  });
});

describe('an answer', () => {
  const answer = {
    collector: collector(),
    campaign: campaign(),
    unit: 'land-office',
    version: 'small@2',
    answeredAt: new Date('2025-06-20T08:00:00Z'),
    receivedAt: new Date('2025-06-20T08:00:00Z'),
  };

  test('of today is counted, to an older version of the campaign’s too', () => {
    expect(admit(answer)).toEqual({ kind: 'counted' });
    expect(admit({ ...answer, version: 'small@1' })).toEqual({ kind: 'counted' });
    expect(() => admit({ ...answer, version: 'small@3' })).toThrow(
      expect.objectContaining({ code: 'version-not-accepted' }),
    );
  });

  test('outside the days of the campaign is refused', () => {
    expect(() => admit({ ...answer, answeredAt: new Date('2025-05-31T08:00:00Z') })).toThrow(
      expect.objectContaining({ code: 'collector-unassigned' }),
    );
    expect(() => admit({ ...answer, answeredAt: new Date('2025-09-01T08:00:00Z') })).toThrow(
      expect.objectContaining({ code: 'collector-unassigned' }),
    );
  });

  test('delivered late is counted until the last upload day, and kept aside from then on', () => {
    const delivered = (day: string) => ({ ...answer, receivedAt: new Date(`${day}T12:00:00+07:00`) });

    expect(admit(delivered('2025-09-30'))).toEqual({ kind: 'counted' });
    expect(admit(delivered('2025-10-01'))).toEqual({ kind: 'kept-aside', reason: 'after-last-upload' });
  });

  test('of a day on which its unit did not exist is kept aside for that, whatever else holds', () => {
    const orphaned = { ...answer, unit: undefined };
    const reason = 'unit-absent';

    expect(admit(orphaned)).toEqual({ kind: 'kept-aside', reason });
    expect(admit({ ...orphaned, receivedAt: new Date('2025-10-01T05:00:00Z') })).toMatchObject({ reason });
    expect(() => admit({ ...orphaned, version: 'small@3' })).toThrow(
      expect.objectContaining({ code: 'version-not-accepted' }),
    );
  });

  // Answered at 10:00, closed at 10:15 and delivered at 10:30, it was refused: days were compared.
  test('to a form that was closed meanwhile is kept aside, and one given after the closing is refused', () => {
    const at = (time: string) => new Date(`2025-06-20T${time}:00+07:00`);
    const later = { ...answer, receivedAt: at('10:30') };
    const shut = { isOpen: false, closedAt: at('10:15') };
    const shutLater = { isOpen: false, closedAt: at('10:20') };
    for (const closed of [
      { collector: collector(shut) },
      { campaign: campaign(shut) },
      { collector: collector(shut), campaign: campaign(shutLater) },
    ]) {
      expect(admit({ ...later, ...closed, answeredAt: at('10:14') })).toEqual({
        kind: 'kept-aside',
        reason: 'delivered-after-closing',
      });
      expect(() => admit({ ...later, ...closed, answeredAt: at('10:15') })).toThrow(
        expect.objectContaining({ code: 'collector-closed' }),
      );
    }
    const reopened = { campaign: campaign({ closedAt: at('10:15') }) };
    expect(admit({ ...later, ...reopened, answeredAt: at('10:14') })).toEqual({ kind: 'counted' });
  });

  test('of an earlier day is kept aside by a closed form, whenever that was closed', () => {
    const nextDay = { ...answer, receivedAt: new Date('2025-06-21T00:00:00+07:00') };
    for (const closedAt of [undefined, new Date('2025-06-19T00:00:00Z')]) {
      const closed = collector({ isOpen: false, ...(closedAt !== undefined && { closedAt }) });

      expect(admit({ ...nextDay, collector: closed })).toEqual({
        kind: 'kept-aside',
        reason: 'delivered-after-closing',
      });
      expect(() => admit({ ...answer, collector: closed })).toThrow(
        expect.objectContaining({ code: 'collector-closed' }),
      );
    }
  });
});

describe('the procedure', () => {
  const { plan, scoring } = smallSurvey();
  const about = { collector: collector(), plan, scoring, answers: { procedureField: 'birth' } };

  test('is the collector’s, else the client’s, else the answer', () => {
    expect(procedureOf({ ...about, collector: collector({ procedure: 'land' }), requested: 'birth' })).toBe(
      'land',
    );
    expect(procedureOf({ ...about, requested: 'land' })).toBe('land');
    expect(procedureOf(about)).toBe('birth');
    expect(procedureOf({ ...about, answers: {} })).toBeUndefined();
  });

  test('that the questionnaire does not know is refused', () => {
    expect(() => procedureOf({ ...about, requested: 'anything' })).toThrow(
      expect.objectContaining({ code: 'request-invalid' }),
    );
  });
});
