import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { localDayOf } from '../../server/domain/day.ts';
import { builtClient, expectAccessible, hasBrowser, launchBrowser } from '../support/browser.ts';
import { AN_GIANG, fillStaffWorld, insertVisits, visitTo } from '../support/staffWorld.ts';
import { startTestApp, TEST_PASSWORD, type TestApp } from '../support/testApp.ts';

jest.setTimeout(240_000);

const SUPERVISOR = { name: 'Huỳnh Minh Triết', email: 'huynhminhtriet@example.vn' };
/** Heads one office. */
const HEAD = { name: 'Phạm Thu Hà', email: 'phamthuha@example.vn' };
const ADMIN = { name: 'Lê Hồng Ngọc', email: 'lehongngoc@example.vn' };

(hasBrowser() ? describe : describe.skip)('the staff application in a browser', () => {
  let app: TestApp;
  let browser: Browser;
  /** What the browser complained about, above all breaches of the content security policy. */
  const complaints: string[] = [];

  beforeAll(async () => {
    app = await startTestApp({ clientDir: await builtClient() });
    await fillStaffWorld(app);
    const supervisor = await app.signInAs(SUPERVISOR.name, [{ role: 'supervisor', unit: AN_GIANG }]);
    await app.signInAs(ADMIN.name, [{ role: 'admin', unit: 'vn' }]);
    await app.signInAs(HEAD.name, [{ role: 'supervisor', unit: 'land-office' }]);
    await untilCounted(supervisor);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  async function untilCounted(agent: Awaited<ReturnType<TestApp['signInAs']>>): Promise<void> {
    const query = `campaign=thuong-xuyen&from=2026-01-01&until=2100-01-01&by=agency&within=${AN_GIANG}&map=today`;
    for (let attempt = 0; attempt < 300; attempt++) {
      const { body } = await agent.get(`/api/v1/reports/satisfaction?${query}`);
      // 240 + 130 + 70 + 40 + 3 in each thirty days
      if (body?.total?.submissions === 966) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error('the visits were not counted in a minute');
  }

  async function openPage(context: BrowserContext, path: string): Promise<Page> {
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on('console', (message) => {
      // A refused request is part of some stories; the browser reports it as an error of its own.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        complaints.push(message.text());
      }
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${app.url}${path}`);
    return page;
  }

  async function contextOf({ email }: { email: string }, width = 1280): Promise<BrowserContext> {
    const context = await browser.newContext({ viewport: { width, height: 900 } });
    const answer = await context.request.post(`${app.url}/api/v1/session`, {
      data: { email, password: TEST_PASSWORD },
      headers: { origin: app.url },
    });
    expect(answer.status()).toBe(200);
    return context;
  }

  /** What a key or a click does is on the screen by now. */
  const drawn = (page: Page) =>
    page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(undefined)))),
    );

  const rowOf = (page: Page, name: string) => page.locator('tbody tr', { hasText: name });

  test('a supervisor signs in and sees share, interval and n of every office; a wrong password is said', async () => {
    const context = await browser.newContext();
    const page = await openPage(context, '/staff');

    await page.getByLabel('Thư điện tử công vụ').fill(SUPERVISOR.email);
    await page.getByLabel('Mật khẩu').fill('wrong');
    await page.getByRole('button', { name: 'Đăng nhập' }).click();
    await page.getByText('Thư điện tử hoặc mật khẩu không đúng.').waitFor();
    await expectAccessible(page);
    await page.getByLabel('Mật khẩu').fill(TEST_PASSWORD);
    await page.getByRole('button', { name: 'Đăng nhập' }).click();

    await rowOf(page, 'Văn phòng Đăng ký đất đai').waitFor();
    const cells = await rowOf(page, 'Văn phòng Đăng ký đất đai').locator('td').allInnerTexts();
    expect(cells[1]).toMatch(/^\d\d,\d\d\u00A0%$/);
    expect(cells[2]).toMatch(/^\d\d,\d\d\u00A0–\u00A0\d\d,\d\d$/);
    expect(cells.slice(3, 5)).toEqual(['240', '240']);
    expect(await rowOf(page, 'Thuế tỉnh An Giang').innerText()).toContain('Chưa đủ 5 người trả lời');
    expect(await rowOf(page, 'Sở Ngoại vụ').innerText()).toContain('Chưa có ai trả lời');
    await context.close();
  });

  test('the number of answers goes up by itself', async () => {
    const context = await contextOf(SUPERVISOR);
    const page = await openPage(context, '/staff/figures');
    const received = rowOf(page, 'Văn phòng Đăng ký đất đai').locator('td').nth(4);
    // 240 people, see `offices` in test/support/staffWorld.ts; the number stands after the figure's four cells
    expect(await received.innerText()).toBe('240');

    await insertVisits(app, [visitTo('land-office', localDayOf(new Date()), { access: { seats: 5 } })]);

    await received.getByText('241', { exact: true }).waitFor();
    await context.close();
  });

  test('the order of rows is in the address, and the file holds the same numbers', async () => {
    const context = await contextOf(SUPERVISOR);
    const page = await openPage(context, '/staff/figures');
    await page.getByRole('button', { name: 'Hài lòng' }).click();
    await page.waitForURL(/sort=share&dir=desc/);
    // The address changes first; the heading and the rows are drawn together.
    await page.locator('th[aria-sort]', { hasText: 'Hài lòng' }).waitFor();

    const names = await page.locator('tbody th').allInnerTexts();
    expect(names[0]).toBe('Phòng Tư pháp, hộ tịch');

    const share = await rowOf(page, 'Phòng Tư pháp').locator('td').nth(1).innerText();
    const href = await page.getByRole('link', { name: 'Tải CSV' }).getAttribute('href');
    const csv = await context.request.get(`${app.url}${href}`);
    const line = (await csv.text()).split('\n').find((text) => text.includes('Phòng Tư pháp'));
    expect(line).toContain(share);
    await context.close();
  });

  test('printed figures say what they are of, how fresh, and by which rule', async () => {
    const context = await contextOf(SUPERVISOR);
    const page = await openPage(context, '/staff/figures?channel=qr');
    await rowOf(page, 'Sở Y tế').waitFor();
    await page.emulateMedia({ media: 'print' });

    const printed = await page.locator('body').innerText();
    expect(printed).toMatch(/Kênh Mã QR\s+Đợt Thường xuyên 2026/);
    expect(printed).toMatch(/Cập nhật đến .*\s+Dưới 5 người trả lời thì không hiện số/);
    expect(printed).toContain('sipas-service@2023-1/sipas-service-2023');
    for (const onScreen of ['Chi tiết tiêu chí', 'Tải CSV', 'Mỗi dòng', '‹', 'Tìm đơn vị']) {
      expect(printed).not.toContain(onScreen);
    }
    await context.close();
  });

  test('three clicks lead to the people per level of a criterion', async () => {
    const context = await contextOf(SUPERVISOR);
    const page = await openPage(context, '/staff/figures');

    await page.getByRole('link', { name: 'Sở Y tế' }).click();

    await page.getByRole('heading', { level: 1, name: /^Sở Y tế/ }).waitFor();
    expect(await page.locator('main').evaluate((main) => main === document.activeElement)).toBe(true);
    expect(await page.locator('.divcell svg').count()).toBe(1 + 5 + 22); // axis, factors, criteria
    const levels = page.getByRole('region', { name: /^Số người chọn từng mức/ });
    expect(await levels.locator('tbody tr').count()).toBe(22);
    await page.getByRole('link', { name: 'Tỉnh An Giang' }).click();
    await page.waitForURL(/figures\?within=vn-an-giang/);
    await context.close();
  });

  test('every level that is offered for a unit can be shown, and a level of another unit gives way', async () => {
    const offeredTo = async (person: typeof ADMIN, units: readonly string[]) => {
      const context = await contextOf(person);
      const page = await openPage(context, '/staff/figures');
      const offered: Record<string, string[]> = {};
      for (const unit of units) {
        await page.goto(`${app.url}/staff/figures?within=${unit}&by=counter`);
        const levels = page.getByRole('group', { name: 'Mỗi dòng là một' }).getByRole('button');
        await levels.first().waitFor();
        const names = await levels.allInnerTexts();
        for (const name of names) {
          await page.getByRole('button', { name, exact: true }).click();
          await page.getByRole('button', { name, exact: true, pressed: true }).waitFor();
        }
        offered[unit] = names;
      }
      await context.close();
      return offered;
    };

    expect(await offeredTo(ADMIN, ['vn', AN_GIANG, 'commune-30307', 'land-office'])).toEqual({
      vn: ['Tỉnh', 'Xã, phường', 'Cơ quan'],
      [AN_GIANG]: ['Xã, phường', 'Cơ quan'],
      'commune-30307': ['Cơ quan'],
      'land-office': ['Cơ quan'],
    });
    // An office sees its own counters.
    expect(await offeredTo(HEAD, ['land-office', 'land-office-1'])).toEqual({
      'land-office': ['Cơ quan', 'Quầy'],
      'land-office-1': ['Quầy'],
    });
  });

  test('of some thousand communes two hundred are drawn; who asks for more goes on reading there', async () => {
    const context = await contextOf(ADMIN);
    const page = await openPage(context, '/staff/figures?within=vn&by=commune');
    const communes = page.locator('tbody tr');
    const shown = page.getByText('Đang hiện');

    await shown.waitFor();
    // 3,321 communes since 1 July 2025 (data of the units).
    expect(await shown.innerText()).toBe('Đang hiện 200 trên 3.321 dòng, theo thứ tự đã chọn.');
    expect(await communes.count()).toBe(200);
    await page.getByRole('button', { name: 'Hiện thêm 200 dòng' }).focus();
    await page.keyboard.press('Enter');

    await communes.nth(200).locator('a:focus').waitFor();
    expect(await communes.count()).toBe(400);
    await page.getByRole('button', { name: 'Hiện cả 3.321 dòng' }).click();
    await communes.nth(400).locator('a:focus').waitFor();
    expect(await communes.count()).toBe(3_321);
    expect(await shown.count()).toBe(0);
    await context.close();
  });

  test('a dialogue that closes gives the focus back to what opened it', async () => {
    const context = await contextOf(ADMIN);
    const page = await openPage(context, '/staff/admin/collectors');
    const opener = page.getByRole('button', { name: 'Thêm điểm thu' });
    const hasFocus = (name: RegExp) =>
      page.waitForFunction(
        (pattern) => new RegExp(pattern).test(document.activeElement?.textContent ?? ''),
        name.source,
      );

    for (const close of ['Escape', 'Thôi']) {
      await opener.focus();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog');
      await dialog.waitFor();
      if (close === 'Escape') await page.keyboard.press(close);
      else await dialog.getByRole('button', { name: close }).click();
      await dialog.waitFor({ state: 'hidden' });
      await hasFocus(/^Thêm điểm thu$/);
    }

    await page.getByRole('button', { name: ADMIN.name }).click();
    await page.getByRole('menuitem', { name: /Phím tắt/ }).click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await hasFocus(new RegExp(`^${ADMIN.name}`));
    await context.close();
  });

  test('a button that is pressed in place keeps the focus, and what it takes away leaves it at the content', async () => {
    const context = await contextOf(ADMIN);
    const page = await openPage(context, '/staff/admin/audit');
    const press = async (name: RegExp) => {
      await page.getByRole('button', { name }).focus();
      await page.keyboard.press('Enter');
    };
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');

    await press(/^Kiểm tra nhật ký/);
    await page.getByText('Nhật ký nguyên vẹn').waitFor();
    expect(await focused()).toBe('Kiểm tra nhật ký');

    await page.goto(`${app.url}/staff/admin/collectors`);
    await press(/^Đóng lại Quầy 1, đất đai/);
    await rowOf(page, 'Quầy 1, đất đai').getByText('Đóng', { exact: true }).waitFor();
    expect(await focused()).toBe('Mở lại Quầy 1, đất đai');
    await press(/^Mở lại Quầy 1, đất đai/);
    await rowOf(page, 'Quầy 1, đất đai').getByText('Mở', { exact: true }).waitFor();

    await page.goto(`${app.url}/staff/admin/surveys/counter-short/draft`);
    await press(/^Bắt đầu từ/);
    await page.locator('.cm-content').waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
    await press(/^Bỏ bản nháp/);
    await page.getByRole('button', { name: /^Bắt đầu từ/ }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
    await context.close();
  });

  test('the keys work: search, periods, the list of keys, and switching them off', async () => {
    const context = await contextOf(SUPERVISOR);
    const page = await openPage(context, '/staff/figures');
    await page.locator('tbody tr').first().waitFor();
    const before = await page.locator('.lens-period b').innerText();

    await page.keyboard.press('[');
    await page.waitForURL(/from=/);
    await page.locator('.lens-period b', { hasNotText: before }).waitFor();
    await page.keyboard.press(']');
    await page.locator('.lens-period b', { hasText: before }).waitFor();

    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.waitForURL(/figures\/units\/vn-an-giang/);
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.waitForURL(/figures\?/);
    await page.keyboard.press('c'); // alone it means nothing
    await drawn(page);
    expect(page.url()).toMatch(/figures\?/);

    await page.keyboard.press('/');
    await page.keyboard.type('dat dai');
    await page.getByRole('option', { name: /Văn phòng Đăng ký đất đai/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /^Văn phòng Đăng ký đất đai/ }).waitFor();

    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Phím tắt' }).waitFor();
    await page.getByRole('checkbox').uncheck();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    const address = page.url();
    await page.keyboard.press('[');
    await drawn(page);
    expect(page.url()).toBe(address);
    await context.close();
  });

  test('when the session is over, signing in leads back to the same page', async () => {
    const context = await contextOf(SUPERVISOR);
    const page = await openPage(context, '/staff/figures?sort=share&dir=desc');
    await page.locator('tbody tr').first().waitFor();

    await context.clearCookies();
    await page.getByText('Phiên làm việc đã hết').waitFor();
    await page.getByLabel('Thư điện tử công vụ').fill(SUPERVISOR.email);
    await page.getByLabel('Mật khẩu').fill(TEST_PASSWORD);
    await page.getByRole('button', { name: 'Đăng nhập' }).click();

    await page.waitForURL(/figures\?sort=share&dir=desc/);
    await page.locator('tbody tr').first().waitFor();
    await context.close();
  });

  test('a supervisor is shown no administration', async () => {
    const context = await contextOf(SUPERVISOR);
    const page = await openPage(context, '/staff/admin/members');

    await page.getByText('Không tìm thấy trang này').waitFor();
    expect(await page.getByRole('link', { name: 'Quản trị' }).count()).toBe(0);
    await context.close();
  });

  test('a draft is checked, its objections lead to their lines, and another’s save is not overwritten', async () => {
    const context = await contextOf(ADMIN);
    const page = await openPage(context, '/staff/admin/surveys/counter-short/draft');
    await page.getByRole('button', { name: 'Bắt đầu từ counter-short@2026-1' }).click();
    await page.locator('.cm-content').waitFor();
    expect(await page.locator('.cm-editor').evaluate((editor) => getComputedStyle(editor).display)).toBe(
      'flex',
    );

    await page.getByRole('button', { name: 'Kiểm tra' }).click();
    await page.getByText('Không còn lỗi chặn. Có thể xuất bản.').waitFor();

    const broken = {
      locale: 'vi',
      title: 'x',
      pages: [{ name: 'p', elements: [{ type: 'html', name: 'h' }] }],
    };
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText(JSON.stringify(broken, undefined, 2));
    await page.getByRole('button', { name: 'Kiểm tra' }).click();
    const finding = page.locator('.findings li', { hasText: '/definition/pages/0/elements/0' }).first();
    await finding.getByRole('button').click();
    expect(await page.locator('.cm-activeLine').innerText()).toMatch(/"type": "html"|\{/);
    expect(await page.getByRole('button', { name: 'Xuất bản…' }).isDisabled()).toBe(true);

    const { headers, path } = { headers: { origin: app.url }, path: '/api/v1/surveys/counter-short/draft' };
    const other = await context.request.get(`${app.url}${path}`);
    const { definition, scoring, revision } = (await other.json()) as Record<string, unknown>;
    await context.request.put(`${app.url}${path}`, { headers, data: { definition, scoring, revision } });
    await page.getByRole('button', { name: 'Lưu', exact: true }).click();
    await page.getByText('Người khác vừa lưu bản nháp này').waitFor();
    await page.reload();
    await page.getByText('Đang mở phần gõ dở chưa lưu').waitFor();
    expect(await page.locator('.cm-content').innerText()).toContain('"html"');
    await context.close();
  });

  test('a draft that says the same is published as a new version', async () => {
    const context = await contextOf(ADMIN);
    const page = await openPage(context, '/staff/admin/surveys/sipas-service/draft');
    await page.getByRole('button', { name: /^Bắt đầu từ/ }).click();
    await page.getByRole('button', { name: 'Cách tính (JSON)' }).click();
    await page.locator('.cm-content').waitFor();
    await page.getByRole('button', { name: 'Kiểm tra' }).click();
    await page.getByText('Không còn lỗi chặn. Có thể xuất bản.').waitFor();

    await page.getByRole('button', { name: 'Xuất bản…' }).click();
    const dialog = page.getByRole('dialog');
    await expectAccessible(page);
    const publish = dialog.getByRole('button', { name: /^Xuất bản sipas-service@\d{4}-1$/ });
    const version = (await publish.innerText()).replace('Xuất bản ', '');
    await publish.click();

    await page.getByRole('heading', { level: 1, name: `Bản ${version}` }).waitFor();
    await context.close();
  });

  test('an admin counts what waits for a decision', async () => {
    const visits = Array.from({ length: 2 }, () =>
      visitTo('land-office', '2025-08-01', { access: { seats: 5 } }),
    );
    for (const visit of visits) {
      await app.stores.submissions.keepAside({ ...visit, reason: 'delivered-after-closing' });
    }
    const context = await contextOf(ADMIN);
    const page = await openPage(context, '/staff/admin/campaigns');

    await page.getByRole('button', { name: 'Chờ quyết định: 2 phiếu' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('cell', { name: 'đến khi đã đóng', exact: true }).waitFor();
    expect(await dialog.locator('tbody tr').innerText()).toContain('Quầy 1, đất đai');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Tính tất cả vào số liệu' }).click();

    await page.getByText('Đã tính thêm 2 phiếu.').waitFor();
    expect(await page.getByText('Chờ quyết định:').count()).toBe(0);
    expect(await app.stores.submissions.findKnown(visits[0]!.id)).toMatchObject({ kind: 'counted' });
    await context.close();
  });

  test('an admin has the log checked, and an entry that was taken out shows', async () => {
    const context = await contextOf(ADMIN);
    const page = await openPage(context, '/staff/admin/audit');
    await page.getByRole('button', { name: 'Kiểm tra nhật ký' }).click();
    await page.getByText('Nhật ký nguyên vẹn').waitFor();

    const entries = app.connection.collection<{ _id: number }>('audit');
    // The traces of the tests before follow their changes by a second or so.
    let second = await entries.findOne({ _id: 2 });
    for (; second === null; second = await entries.findOne({ _id: 2 })) {
      await new Promise((done) => setTimeout(done, 100));
    }
    await entries.deleteOne({ _id: 2 });
    await page.getByRole('button', { name: 'Kiểm tra nhật ký' }).click();

    await page.getByText('Dòng 2 không còn.').waitFor();
    await expectAccessible(page);
    await entries.insertOne(second);
    await context.close();
  });

  test('at 360 px the current tab is in view from the start, and a long dialogue keeps its buttons', async () => {
    const context = await contextOf(ADMIN, 360);
    const page = await openPage(context, '/staff/admin/audit');
    await page.waitForFunction(() => {
      const tab = document.querySelector('.tabs [aria-current]')?.getBoundingClientRect();
      return tab !== undefined && tab.left >= 0 && tab.right <= 360;
    });

    await page.goto(`${app.url}/staff/admin/campaigns`);
    await page.getByRole('button', { name: 'Mở đợt mới' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Mở đợt' }).waitFor();
    await page.waitForFunction(() => {
      const submit = document.querySelector('dialog [type="submit"]')?.getBoundingClientRect();
      return submit !== undefined && submit.height > 0 && submit.bottom <= window.innerHeight;
    });
    await context.close();
  });

  test('closing a collector can be undone', async () => {
    const context = await contextOf(ADMIN);
    const page = await openPage(context, '/staff/admin/collectors');
    const line = rowOf(page, 'Quầy 1, đất đai');
    await line.getByRole('button', { name: /^Đóng lại/ }).click();
    await page.getByText('Đã đóng Quầy 1, đất đai.').waitFor();
    await line.getByText('Đóng', { exact: true }).waitFor();

    await page.getByRole('button', { name: 'Hoàn tác' }).click();

    await line.getByText('Mở', { exact: true }).waitFor();
    await context.close();
  });

  test('a collector is made, assigned to a campaign, and printed with its QR', async () => {
    const context = await contextOf(ADMIN);
    const page = await openPage(context, '/staff/admin/collectors');
    await page.getByRole('button', { name: 'Thêm điểm thu' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Đơn vị').fill('so y te');
    await page.getByRole('option', { name: /Sở Y tế/ }).click();
    // The place is not filled in yet, and that is said beside its field.
    await dialog.getByRole('button', { name: 'Thêm điểm thu' }).click();
    await expectAccessible(page);
    await dialog.getByLabel('Nơi đặt').fill('Cửa chính');
    await dialog.getByRole('button', { name: 'Thêm điểm thu' }).click();

    const line = rowOf(page, 'Cửa chính');
    await line.getByText('chưa gán').waitFor();
    await line.getByRole('button', { name: /^Gán đợt/ }).click();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Gán vào đợt' }).click();
    await line.getByText('Thường xuyên 2026').waitFor();
    await line.getByRole('link', { name: /^Áp phích/ }).click();

    const qr = page.getByRole('img', { name: /^Mã QR/ });
    await qr.waitFor();
    await page.waitForFunction(
      () => (document.querySelector('.poster-sheet img') as HTMLImageElement).naturalWidth > 0,
    );
    expect(await page.locator('.poster-sheet').innerText()).toContain('Sở Y tế');

    await page.emulateMedia({ media: 'print' });
    const printed = (await page.locator('body').innerText()).trim();
    expect(printed).toMatch(/^Người dân đánh giá/);
    expect(printed).toMatch(/Không hỏi tên, số điện thoại hay số căn cước\.$/);
    await context.close();
  });

  test('a poster of the demo says so on paper too', async () => {
    const context = await contextOf(ADMIN);
    await context.route('**/poster', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({
        response: answer,
        body: (await answer.text()).replace('"isDemo":false', '"isDemo":true'),
      });
    });
    const page = await openPage(context, '/staff/admin/collectors/A1B2C/poster');
    await page.emulateMedia({ media: 'print' });

    await page.getByText('DEMO').first().waitFor();
    expect(await page.locator('.poster-sheet').innerText()).toContain(
      'DEMO Cơ quan này không có thật, chỉ để dùng thử',
    );
    await context.close();
  });

  test('an invited person sets a password through the one-time link and is signed in', async () => {
    const context = await contextOf(ADMIN);
    const page = await openPage(context, '/staff/admin/members');
    await page.getByRole('button', { name: 'Mời người' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Họ và tên').fill('Thị Sà Rinh');
    await dialog.getByLabel('Thư điện tử công vụ').fill('ttsrinh@example.vn');
    await dialog.getByLabel('Trên nhánh').fill('y te');
    await page.getByRole('option', { name: /Sở Y tế/ }).click();
    await dialog.getByRole('button', { name: 'Tạo liên kết' }).click();
    const link = await page.getByLabel('Liên kết một lần').inputValue();
    await expectAccessible(page);

    const guest = await browser.newContext();
    const gate = await openPage(guest, new URL(link).pathname + new URL(link).hash);
    await gate.getByText('Chào Thị Sà Rinh.').waitFor();
    await gate.getByLabel('Mật khẩu mới').fill('ngắn');
    await gate.getByLabel('Gõ lại mật khẩu').fill('ngắn');
    await gate.getByRole('button', { name: 'Đặt mật khẩu và vào' }).click();
    await gate.getByText('Cần ít nhất 12 ký tự.').waitFor();
    await expectAccessible(gate);
    await gate.getByLabel('Mật khẩu mới').fill('sông Hậu chảy qua Châu Đốc');
    await gate.getByLabel('Gõ lại mật khẩu').fill('sông Hậu chảy qua Châu Đốc');
    await gate.getByRole('button', { name: 'Đặt mật khẩu và vào' }).click();

    await rowOf(gate, 'Sở Y tế').waitFor();
    expect(await gate.locator('tbody tr').count()).toBe(1);
    await guest.close();
    await context.close();
  });

  test('another survey round is shown whole: it may not know the procedure that was chosen', async () => {
    const regular = (await app.stores.campaigns.findCampaign('thuong-xuyen'))!;
    const name = { vi: 'Tại quầy 2026', en: 'At counters 2026', km: 'នៅបញ្ជរ 2026' };
    const versions = ['counter-short@2026-1'];
    await app.stores.campaigns.insertCampaign(
      { ...regular, id: 'tai-quay', series: 'quay', name, versions },
      [],
    );
    const context = await contextOf(SUPERVISOR);
    const page = await openPage(context, '/staff/figures?campaign=thuong-xuyen');
    await page.getByRole('button', { name: /^Thủ tục/ }).click();
    await page.getByRole('menuitemradio').nth(1).click();
    await page.waitForURL(/procedure=/);

    await page.getByRole('button', { name: /^Đợt/ }).click();
    await page.getByRole('menuitemradio', { name: 'Tại quầy 2026' }).click();

    await page.waitForURL((url) => !url.searchParams.has('procedure'));
    await page.getByText('chưa có phiếu nào').waitFor();
    await page.goto(`${app.url}/staff/figures?campaign=tai-quay&procedure=land`);
    await page.getByText('Ở mục Thủ tục, chọn mọi nhóm.').waitFor();
    await page.getByRole('button', { name: /^Thủ tục/ }).click();
    await page.getByRole('menuitemradio', { name: 'Mọi nhóm' }).click();
    await page.getByText('chưa có phiếu nào').waitFor();
    await context.close();
  });

  const figures = [
    [SUPERVISOR, '/staff/figures'],
    [SUPERVISOR, '/staff/figures/units/land-office'],
    [SUPERVISOR, '/staff/figures?from=2020-01-01&until=2020-02-01'],
  ] as const;
  const administration = [
    [ADMIN, '/staff/admin/surveys'],
    [ADMIN, '/staff/admin/surveys/sipas-service/versions/2023-1'],
    [ADMIN, '/staff/admin/surveys/counter-short/draft'],
    [ADMIN, '/staff/admin/campaigns'],
    [ADMIN, '/staff/admin/collectors'],
    [ADMIN, '/staff/admin/collectors/A1B2C/poster'],
    [ADMIN, '/staff/admin/members'],
    [ADMIN, '/staff/admin/audit'],
  ] as const;

  test.each([
    [1280, 'vi', [...figures, ...administration]],
    [360, 'vi', [...figures, ...administration]],
    [360, 'km', figures],
    [360, 'en', figures],
  ] as const)(
    'no page %i px wide in %s has a barrier that axe finds, or scrolls sideways',
    async (width, language, pages) => {
      const sideways: Record<string, number> = {};

      for (const person of [SUPERVISOR, ADMIN]) {
        const own = pages.filter(([whose]) => whose === person);
        if (own.length === 0) continue;
        const context = await contextOf(person, width);
        await context.addInitScript((chosen) => localStorage.setItem('sipas-language', chosen), language);
        const page = await openPage(context, '/staff/sign-in');
        for (const [, path] of own) {
          await page.goto(`${app.url}${path}`);
          await page.locator('h1:not(.vh)').waitFor();
          await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
          await expectAccessible(page, { areColoursNew: width === 1280 });
          const overhang = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          if (overhang > 0) sideways[path] = overhang;
        }
        await context.close();
      }

      expect(sideways).toEqual({});
    },
  );

  test('the browser has had nothing to complain about, the content security policy included', () => {
    expect(complaints).toEqual([]);
  });
});
