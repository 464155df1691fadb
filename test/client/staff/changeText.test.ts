import { describe, expect, test } from '@jest/globals';
import { changeText } from '../../../client/staff/admin/changeText.ts';
import { createTexts } from '../../../client/staff/i18n.ts';
import type { AuditChange } from '../../../server/domain/auditChanges.ts';

const { t } = createTexts('vi');
const say = (change: AuditChange) => changeText(t, 'vi', change);

describe('a change of the log in words', () => {
  test.each<[AuditChange, string]>([
    [{ field: 'isOpen', before: true, after: false }, 'Đang mở: có → không'],
    [{ field: 'until', after: '2025-07-01' }, 'Kết thúc trước ngày: 01/07/2025'],
    [{ field: 'until', before: '2025-07-01' }, 'Kết thúc trước ngày: 01/07/2025 → –'],
    [{ field: 'channels', after: ['qr', 'kiosk'] }, 'Kênh: Mã QR, Kiosk'],
    [{ field: 'name', after: { vi: 'Đợt một', en: 'Round one' } }, 'Tên: Đợt một'],
    [{ field: 'grants', after: [{ role: 'viewer', unit: 'vn' }] }, 'Quyền: Xem (vn)'],
    [
      // The day on which it ends is the first that does not belong to it.
      {
        field: 'assignments',
        before: [],
        after: [{ campaign: 'dot', from: '2025-01-01', until: '2025-02-01' }],
      },
      'Đã gán: – → dot, từ 01/01/2025 đến hết 31/01/2025',
    ],
    [{ field: 'submissions', after: 2 }, 'Số phiếu: 2'],
    [{ field: 'map', after: 'as-was' }, 'Bản đồ: như lúc đó'],
    [{ field: 'somethingNew', after: { a: 1 } }, 'somethingNew: {"a":1}'],
  ])('%j', (change, sentence) => {
    expect(say(change)).toBe(sentence);
  });
});
