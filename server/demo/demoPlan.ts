/**
 * What the demo invents: offices, and how satisfied their visitors are.
 *
 * The percentages are the truth that was put in. A report estimates them from
 * generated answers, and a test shows that its intervals contain them as often
 * as they should. Offices and figures are invented; only the communes and
 * provinces are real.
 */

/** Chance in per cent that a visitor is satisfied with a criterion of the factor. */
export interface Truth {
  access: number;
  procedure: number;
  staff: number;
  result: number;
  feedback: number;
}

export interface PlannedOffice {
  id: string;
  /** Visitors a week who answer the long form. */
  weekly: number;
  truth: Truth;
}

/** On this day provinces were merged and commune centres opened. */
export const MERGER_DAY = '2025-07-01';

/** Service centres of real communes, by the commune's official code. Open since the merger. */
export const centres: readonly (PlannedOffice & { commune: string; name: string })[] = [
  {
    id: 'demo-centre-30307',
    commune: 'commune-30307',
    name: 'Long Xuyên',
    weekly: 11,
    truth: { access: 86, procedure: 78, staff: 86, result: 81, feedback: 74 },
  },
  {
    id: 'demo-centre-30316',
    commune: 'commune-30316',
    name: 'Châu Đốc',
    weekly: 4,
    truth: { access: 92, procedure: 87, staff: 94, result: 89, feedback: 84 },
  },
  {
    id: 'demo-centre-30376',
    commune: 'commune-30376',
    name: 'Tân Châu',
    weekly: 4,
    truth: { access: 92, procedure: 83, staff: 90, result: 92, feedback: 82 },
  },
  {
    id: 'demo-centre-30520',
    commune: 'commune-30520',
    name: 'Tịnh Biên',
    weekly: 5,
    truth: { access: 89, procedure: 84, staff: 89, result: 87, feedback: 80 },
  },
  {
    id: 'demo-centre-30544',
    commune: 'commune-30544',
    name: 'Tri Tôn',
    weekly: 4,
    truth: { access: 96, procedure: 89, staff: 96, result: 90, feedback: 83 },
  },
  {
    id: 'demo-centre-30628',
    commune: 'commune-30628',
    name: 'Chợ Mới',
    weekly: 5,
    truth: { access: 82, procedure: 80, staff: 90, result: 81, feedback: 76 },
  },
  {
    id: 'demo-centre-30682',
    commune: 'commune-30682',
    name: 'Thoại Sơn',
    weekly: 4,
    truth: { access: 81, procedure: 76, staff: 86, result: 80, feedback: 71 },
  },
  {
    id: 'demo-centre-30337',
    commune: 'commune-30337',
    name: 'An Phú',
    weekly: 4,
    truth: { access: 87, procedure: 78, staff: 85, result: 84, feedback: 74 },
  },
  {
    id: 'demo-centre-30406',
    commune: 'commune-30406',
    name: 'Phú Tân',
    weekly: 4,
    truth: { access: 82, procedure: 77, staff: 81, result: 79, feedback: 70 },
  },
  {
    id: 'demo-centre-30688',
    commune: 'commune-30688',
    name: 'Óc Eo',
    weekly: 4,
    truth: { access: 78, procedure: 72, staff: 83, result: 73, feedback: 70 },
  },
  {
    id: 'demo-centre-30742',
    commune: 'commune-30742',
    name: 'Rạch Giá',
    weekly: 11,
    truth: { access: 88, procedure: 81, staff: 93, result: 89, feedback: 79 },
  },
  {
    id: 'demo-centre-30769',
    commune: 'commune-30769',
    name: 'Hà Tiên',
    weekly: 6,
    truth: { access: 87, procedure: 79, staff: 84, result: 79, feedback: 77 },
  },
  {
    id: 'demo-centre-30787',
    commune: 'commune-30787',
    name: 'Kiên Lương',
    weekly: 4,
    truth: { access: 91, procedure: 82, staff: 91, result: 89, feedback: 82 },
  },
  {
    id: 'demo-centre-30817',
    commune: 'commune-30817',
    name: 'Hòn Đất',
    weekly: 5,
    truth: { access: 83, procedure: 82, staff: 89, result: 79, feedback: 74 },
  },
  {
    id: 'demo-centre-30904',
    commune: 'commune-30904',
    name: 'Giồng Riềng',
    weekly: 4,
    truth: { access: 85, procedure: 81, staff: 84, result: 86, feedback: 77 },
  },
  {
    id: 'demo-centre-31078',
    commune: 'commune-31078',
    name: 'Phú Quốc',
    weekly: 11,
    truth: { access: 73, procedure: 68, staff: 77, result: 75, feedback: 62 },
  },
  {
    id: 'demo-centre-30952',
    commune: 'commune-30952',
    name: 'Gò Quao',
    weekly: 4,
    truth: { access: 89, procedure: 79, staff: 91, result: 80, feedback: 75 },
  },
  {
    id: 'demo-centre-31108',
    commune: 'commune-31108',
    name: 'Kiên Hải',
    weekly: 0,
    truth: { access: 81, procedure: 76, staff: 83, result: 77, feedback: 76 },
  },
  {
    id: 'demo-centre-31135',
    commune: 'commune-31135',
    name: 'Ninh Kiều',
    weekly: 11,
    truth: { access: 80, procedure: 73, staff: 82, result: 77, feedback: 73 },
  },
  {
    id: 'demo-centre-31186',
    commune: 'commune-31186',
    name: 'Cái Răng',
    weekly: 4,
    truth: { access: 85, procedure: 77, staff: 86, result: 81, feedback: 73 },
  },
  {
    id: 'demo-centre-31168',
    commune: 'commune-31168',
    name: 'Bình Thủy',
    weekly: 4,
    truth: { access: 80, procedure: 75, staff: 83, result: 80, feedback: 74 },
  },
  {
    id: 'demo-centre-31153',
    commune: 'commune-31153',
    name: 'Ô Môn',
    weekly: 5,
    truth: { access: 75, procedure: 73, staff: 82, result: 82, feedback: 63 },
  },
  {
    id: 'demo-centre-31207',
    commune: 'commune-31207',
    name: 'Thốt Nốt',
    weekly: 4,
    truth: { access: 82, procedure: 78, staff: 87, result: 79, feedback: 69 },
  },
  {
    id: 'demo-centre-31299',
    commune: 'commune-31299',
    name: 'Phong Điền',
    weekly: 4,
    truth: { access: 90, procedure: 90, staff: 94, result: 93, feedback: 85 },
  },
  {
    id: 'demo-centre-31258',
    commune: 'commune-31258',
    name: 'Thới Lai',
    weekly: 6,
    truth: { access: 91, procedure: 87, staff: 90, result: 89, feedback: 83 },
  },
  {
    id: 'demo-centre-31321',
    commune: 'commune-31321',
    name: 'Vị Thanh',
    weekly: 5,
    truth: { access: 93, procedure: 81, staff: 91, result: 85, feedback: 77 },
  },
  {
    id: 'demo-centre-31340',
    commune: 'commune-31340',
    name: 'Ngã Bảy',
    weekly: 4,
    truth: { access: 84, procedure: 83, staff: 85, result: 85, feedback: 76 },
  },
  {
    id: 'demo-centre-31471',
    commune: 'commune-31471',
    name: 'Long Mỹ',
    weekly: 4,
    truth: { access: 82, procedure: 81, staff: 84, result: 79, feedback: 73 },
  },
  {
    id: 'demo-centre-31420',
    commune: 'commune-31420',
    name: 'Phụng Hiệp',
    weekly: 6,
    truth: { access: 82, procedure: 83, staff: 85, result: 80, feedback: 74 },
  },
  {
    id: 'demo-centre-31507',
    commune: 'commune-31507',
    name: 'Sóc Trăng',
    weekly: 11,
    truth: { access: 88, procedure: 81, staff: 92, result: 88, feedback: 74 },
  },
  {
    id: 'demo-centre-31732',
    commune: 'commune-31732',
    name: 'Ngã Năm',
    weekly: 6,
    truth: { access: 81, procedure: 77, staff: 84, result: 82, feedback: 68 },
  },
  {
    id: 'demo-centre-31783',
    commune: 'commune-31783',
    name: 'Vĩnh Châu',
    weekly: 4,
    truth: { access: 83, procedure: 77, staff: 89, result: 89, feedback: 79 },
  },
  {
    id: 'demo-centre-31684',
    commune: 'commune-31684',
    name: 'Mỹ Xuyên',
    weekly: 6,
    truth: { access: 82, procedure: 83, staff: 86, result: 84, feedback: 76 },
  },
  {
    id: 'demo-centre-31673',
    commune: 'commune-31673',
    name: 'Trần Đề',
    weekly: 6,
    truth: { access: 95, procedure: 88, staff: 97, result: 93, feedback: 81 },
  },
  {
    id: 'demo-centre-31633',
    commune: 'commune-31633',
    name: 'Cù Lao Dung',
    weekly: 0,
    truth: { access: 86, procedure: 81, staff: 86, result: 81, feedback: 72 },
  },
  {
    id: 'demo-centre-31528',
    commune: 'commune-31528',
    name: 'Kế Sách',
    weekly: 4,
    truth: { access: 85, procedure: 81, staff: 86, result: 84, feedback: 78 },
  },
];

/** So few people have answered there that nothing may be shown. */
export const answersOfTooSmall: Readonly<Record<string, number>> = {
  'demo-centre-31108': 4,
  'demo-centre-31633': 3,
};

/** Names of departments, and the word that their ids begin with. */
export const departments = {
  'so-tu-phap': { vi: 'Sở Tư pháp', en: 'Department of Justice' },
  'so-xay-dung': { vi: 'Sở Xây dựng', en: 'Department of Construction' },
  'so-noi-vu': { vi: 'Sở Nội vụ', en: 'Department of Home Affairs' },
} as const;

export type Department = keyof typeof departments;

export interface PlannedDepartment extends PlannedOffice {
  department: Department;
  province: string;
}

/** Of the provinces of today; each took over the people of its namesakes in the former provinces. */
export const departmentsOfToday: readonly PlannedDepartment[] = [
  {
    id: 'demo-so-tu-phap-an-giang',
    department: 'so-tu-phap',
    province: 'vn-an-giang',
    weekly: 6,
    truth: { access: 84, procedure: 76, staff: 87, result: 88, feedback: 78 },
  },
  {
    id: 'demo-so-xay-dung-an-giang',
    department: 'so-xay-dung',
    province: 'vn-an-giang',
    weekly: 6,
    truth: { access: 73, procedure: 66, staff: 79, result: 76, feedback: 66 },
  },
  {
    id: 'demo-so-noi-vu-an-giang',
    department: 'so-noi-vu',
    province: 'vn-an-giang',
    weekly: 6,
    truth: { access: 85, procedure: 78, staff: 88, result: 88, feedback: 76 },
  },
  {
    id: 'demo-so-tu-phap-can-tho',
    department: 'so-tu-phap',
    province: 'vn-can-tho',
    weekly: 6,
    truth: { access: 91, procedure: 83, staff: 91, result: 85, feedback: 76 },
  },
  {
    id: 'demo-so-xay-dung-can-tho',
    department: 'so-xay-dung',
    province: 'vn-can-tho',
    weekly: 6,
    truth: { access: 76, procedure: 69, staff: 78, result: 74, feedback: 71 },
  },
  {
    id: 'demo-so-noi-vu-can-tho',
    department: 'so-noi-vu',
    province: 'vn-can-tho',
    weekly: 6,
    truth: { access: 85, procedure: 80, staff: 87, result: 80, feedback: 81 },
  },
];

/** Of the provinces that ended with the merger. */
export const formerDepartments: readonly PlannedDepartment[] = [
  {
    id: 'demo-so-tu-phap-an-giang-63',
    department: 'so-tu-phap',
    province: 'vn-an-giang-63',
    weekly: 12,
    truth: { access: 81, procedure: 72, staff: 84, result: 74, feedback: 72 },
  },
  {
    id: 'demo-so-xay-dung-an-giang-63',
    department: 'so-xay-dung',
    province: 'vn-an-giang-63',
    weekly: 12,
    truth: { access: 78, procedure: 78, staff: 79, result: 78, feedback: 68 },
  },
  {
    id: 'demo-so-noi-vu-an-giang-63',
    department: 'so-noi-vu',
    province: 'vn-an-giang-63',
    weekly: 10,
    truth: { access: 88, procedure: 80, staff: 89, result: 85, feedback: 78 },
  },
  {
    id: 'demo-so-tu-phap-kien-giang',
    department: 'so-tu-phap',
    province: 'vn-kien-giang',
    weekly: 12,
    truth: { access: 87, procedure: 80, staff: 82, result: 82, feedback: 74 },
  },
  {
    id: 'demo-so-xay-dung-kien-giang',
    department: 'so-xay-dung',
    province: 'vn-kien-giang',
    weekly: 10,
    truth: { access: 75, procedure: 74, staff: 87, result: 75, feedback: 71 },
  },
  {
    id: 'demo-so-noi-vu-kien-giang',
    department: 'so-noi-vu',
    province: 'vn-kien-giang',
    weekly: 12,
    truth: { access: 86, procedure: 78, staff: 90, result: 84, feedback: 78 },
  },
  {
    id: 'demo-so-tu-phap-can-tho-63',
    department: 'so-tu-phap',
    province: 'vn-can-tho-63',
    weekly: 10,
    truth: { access: 90, procedure: 81, staff: 93, result: 86, feedback: 76 },
  },
  {
    id: 'demo-so-xay-dung-can-tho-63',
    department: 'so-xay-dung',
    province: 'vn-can-tho-63',
    weekly: 12,
    truth: { access: 77, procedure: 80, staff: 84, result: 79, feedback: 63 },
  },
  {
    id: 'demo-so-noi-vu-can-tho-63',
    department: 'so-noi-vu',
    province: 'vn-can-tho-63',
    weekly: 9,
    truth: { access: 89, procedure: 83, staff: 89, result: 86, feedback: 73 },
  },
  {
    id: 'demo-so-tu-phap-hau-giang',
    department: 'so-tu-phap',
    province: 'vn-hau-giang',
    weekly: 12,
    truth: { access: 85, procedure: 84, staff: 93, result: 81, feedback: 75 },
  },
  {
    id: 'demo-so-xay-dung-hau-giang',
    department: 'so-xay-dung',
    province: 'vn-hau-giang',
    weekly: 9,
    truth: { access: 83, procedure: 75, staff: 86, result: 77, feedback: 69 },
  },
  {
    id: 'demo-so-noi-vu-hau-giang',
    department: 'so-noi-vu',
    province: 'vn-hau-giang',
    weekly: 9,
    truth: { access: 85, procedure: 81, staff: 88, result: 86, feedback: 74 },
  },
  {
    id: 'demo-so-tu-phap-soc-trang',
    department: 'so-tu-phap',
    province: 'vn-soc-trang',
    weekly: 10,
    truth: { access: 89, procedure: 86, staff: 89, result: 91, feedback: 80 },
  },
  {
    id: 'demo-so-xay-dung-soc-trang',
    department: 'so-xay-dung',
    province: 'vn-soc-trang',
    weekly: 9,
    truth: { access: 79, procedure: 75, staff: 86, result: 75, feedback: 67 },
  },
  {
    id: 'demo-so-noi-vu-soc-trang',
    department: 'so-noi-vu',
    province: 'vn-soc-trang',
    weekly: 9,
    truth: { access: 88, procedure: 80, staff: 89, result: 85, feedback: 75 },
  },
];

/** Land offices went on under the merger, with another parent and another name. */
export const landOffices: readonly (PlannedOffice & { town: string; before: string; since: string })[] = [
  {
    id: 'demo-dat-dai-long-xuyen',
    town: 'Long Xuyên',
    before: 'vn-an-giang-63',
    since: 'vn-an-giang',
    weekly: 6,
    truth: { access: 87, procedure: 84, staff: 88, result: 85, feedback: 79 },
  },
  {
    id: 'demo-dat-dai-rach-gia',
    town: 'Rạch Giá',
    before: 'vn-kien-giang',
    since: 'vn-an-giang',
    weekly: 6,
    truth: { access: 81, procedure: 73, staff: 86, result: 79, feedback: 76 },
  },
  {
    id: 'demo-dat-dai-ninh-kieu',
    town: 'Ninh Kiều',
    before: 'vn-can-tho-63',
    since: 'vn-can-tho',
    weekly: 6,
    truth: { access: 84, procedure: 78, staff: 90, result: 80, feedback: 71 },
  },
  {
    id: 'demo-dat-dai-vi-thanh',
    town: 'Vị Thanh',
    before: 'vn-hau-giang',
    since: 'vn-can-tho',
    weekly: 6,
    truth: { access: 89, procedure: 87, staff: 92, result: 90, feedback: 78 },
  },
  {
    id: 'demo-dat-dai-soc-trang',
    town: 'Sóc Trăng',
    before: 'vn-soc-trang',
    since: 'vn-can-tho',
    weekly: 6,
    truth: { access: 91, procedure: 85, staff: 88, result: 86, feedback: 80 },
  },
];

/** Counters ask one question at a tablet (`counter-short`): visitors a week, and how many per cent are satisfied. */
export const counters: readonly {
  id: string;
  office: string;
  number: number;
  weekly: number;
  satisfied: number;
}[] = [
  { id: 'demo-counter-30307-1', office: 'demo-centre-30307', number: 1, weekly: 9, satisfied: 91 },
  { id: 'demo-counter-30307-2', office: 'demo-centre-30307', number: 2, weekly: 8, satisfied: 78 },
  { id: 'demo-counter-30307-3', office: 'demo-centre-30307', number: 3, weekly: 7, satisfied: 88 },
  { id: 'demo-counter-31135-1', office: 'demo-centre-31135', number: 1, weekly: 9, satisfied: 84 },
  { id: 'demo-counter-31135-2', office: 'demo-centre-31135', number: 2, weekly: 8, satisfied: 93 },
];

/** Counters have tablets since this day. */
export const COUNTERS_SINCE = '2026-01-01';

/** Chance in per cent that a visitor says "does not apply" to a criterion; the rest of them: 5. */
export const notApplicable: Readonly<Record<string, number>> = {
  'procedure.fees': 15,
  'staff.guidance': 10,
  'feedback.channels': 12,
  'feedback.easy': 18,
  'feedback.handled': 25,
  'feedback.notified': 25,
};
export const NOT_APPLICABLE_OTHERWISE = 5;

/**
 * How much answers of one person resemble each other, as parts of the variance
 * behind them: what the person brings to everything, and to one factor. The
 * rest is the criterion's own.
 */
export const likeness = { person: 0.35, factor: 0.2 };

/** Channels of the long form, and how many of a hundred answers come by each. */
export const channelWeights = [
  { channel: 'qr', weight: 62 },
  { channel: 'assisted', weight: 22 },
  { channel: 'link', weight: 16 },
] as const;

export const comments: readonly string[] = [
  'Cán bộ hướng dẫn nhiệt tình, cảm ơn.',
  'Chờ hơi lâu vào buổi sáng thứ Hai.',
  'Nên có thêm ghế cho người lớn tuổi.',
  'Hồ sơ trả đúng hẹn.',
  'Chỗ để xe còn chật.',
  'Mong niêm yết thủ tục bằng tiếng Khmer.',
  'Phải đi lại hai lần vì thiếu một giấy tờ.',
  'Nhân viên lịch sự, giải thích rõ ràng.',
];

/** Accounts for each role. The passwords are printed at start and served by the demo; there is nothing to protect. */
export const accounts = [
  {
    role: 'admin',
    unit: 'vn',
    name: 'Lê Thị An',
    email: 'admin@demo.example',
    password: 'demo-quan-tri-2026',
  },
  {
    role: 'editor',
    unit: 'vn',
    name: 'Danh Thị Kim Sa',
    email: 'editor@demo.example',
    password: 'demo-bien-tap-2026',
  },
  {
    role: 'approver',
    unit: 'vn',
    name: 'Trần Văn Duyệt',
    email: 'approver@demo.example',
    password: 'demo-phe-duyet-2026',
  },
  {
    role: 'supervisor',
    unit: 'vn-an-giang',
    name: 'Nguyễn Văn Bình',
    email: 'supervisor@demo.example',
    password: 'demo-giam-sat-2026',
  },
  {
    role: 'supervisor',
    unit: 'vn-can-tho',
    name: 'Lý Thị Hoa',
    email: 'supervisor.cantho@demo.example',
    password: 'demo-giam-sat-2026',
  },
  {
    role: 'viewer',
    unit: 'demo-centre-30307',
    name: 'Phạm Thị Lan',
    email: 'viewer@demo.example',
    password: 'demo-chi-xem-2026',
  },
] as const;
