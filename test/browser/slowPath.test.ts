import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  builtClient,
  complaintsOf,
  expectAccessible,
  hasBrowser,
  launchBrowser,
} from '../support/browser.ts';
import { openRound } from '../support/openRound.ts';
import { slowVersion } from '../support/slowSurvey.ts';
import { startTestApp, type TestApp } from '../support/testApp.ts';

const TIMEOUT_MS = 120_000;

(hasBrowser() ? describe : describe.skip)('questions that SurveyJS itself shows', () => {
  let app: TestApp;
  let browser: Browser;
  let context: BrowserContext | undefined;
  let complaints: string[] = [];

  beforeAll(async () => {
    app = await startTestApp({ clientDir: await builtClient() });
    await openRound(app, { version: slowVersion(), collector: { code: 'R7K4M' } });
    browser = await launchBrowser();
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  }, TIMEOUT_MS);
  afterEach(async () => {
    await context?.close();
    expect(complaints).toEqual([]);
  });

  /** The page of details, where every question is one of SurveyJS's own. */
  async function openDetails(width = 360): Promise<Page> {
    context = await browser.newContext({ viewport: { width, height: 740 } });
    const page = await context.newPage();
    complaints = complaintsOf(page, /status of 400/);
    page.setDefaultTimeout(TIMEOUT_MS / 2);
    await page.goto(`${app.url}/c/R7K4M`);
    await page.waitForSelector('html.alive');
    await page.click('main .button');
    await page.selectOption('select', 'land');
    await page.locator('.box:has(input[name="overall_rating"])').nth(3).click();
    await next(page);
    // all six of its questions
    await page.locator('.sd-root-modern').nth(5).waitFor();
    return page;
  }

  const next = (page: Page) => page.locator('.actions .button').first().click();
  const inside = (page: Page, name: string) => page.locator(`#${name}-0`);
  const errorsOf = async (page: Page) =>
    (await page.locator('.error-summary li:not(.is-solved)').allInnerTexts()).join('\n');

  test(
    'a form with panels, rows, lines and an order is filled in, read back and sent as SurveyJS stores it',
    async () => {
      const page = await openDetails();
      let sent: { answers: Record<string, unknown> } = { answers: {} };
      await page.route('**/api/v1/submissions', async (route) => {
        sent = route.request().postDataJSON() as typeof sent;
        await route.continue();
      });

      await inside(page, 'visits').getByText('Thêm một lần').click();
      await inside(page, 'visits').locator('input[type=number]').fill('15');
      await inside(page, 'visits').getByText('Thiếu giấy tờ', { exact: true }).click();
      await inside(page, 'visits').locator('textarea').fill('Tờ khai');
      await inside(page, 'papers').locator('input[type=text]').first().fill('Sổ đỏ');
      await inside(page, 'times').locator('input').first().fill('07:45');
      await inside(page, 'waits').locator('.sd-dropdown').first().click();
      await page.getByRole('option', { name: 'Nhanh' }).first().click();
      await next(page);

      await page.locator('.review summary').nth(1).click();
      const lines = await page.locator('.review details').nth(1).locator('dl > div').allInnerTexts();
      expect(lines.map((line) => line.replace(/\s+/g, ' '))).toEqual([
        'Những lần phải đến trước đó 1. Chờ bao nhiêu phút? 15; Vì sao phải quay lại? Thiếu giấy tờ; Thiếu giấy tờ nào? Tờ khai',
        'Giấy tờ đã nộp 1. Giấy tờ: Sổ đỏ',
        'Từng chặng Lấy số: Nhanh hay chậm: Nhanh',
        'Giờ đến và giờ về Đến lúc: 07:45',
        'Điều gì quan trọng nhất? Chưa trả lời',
        'Tốn công sức đến mức nào? Chưa trả lời',
      ]);
      await next(page);
      const receipt = await page.locator('.receipt-code').innerText();

      expect(sent.answers).toEqual({
        procedure: 'land',
        overall_rating: 4,
        visits: [{ minutes: 15, reason: 'papers', which: 'Tờ khai' }],
        papers: [{ paper: 'Sổ đỏ' }],
        waits: { desk: { pace: 'fast' } },
        times: { came: '07:45' },
      });
      await app.visitor.post('/api/v1/receipts/look-up').send({ receipt }).expect(200);
    },
    TIMEOUT_MS,
  );

  test(
    'what SurveyJS misses inside stands in the list, leads to its question, and is put right',
    async () => {
      const page = await openDetails();
      await inside(page, 'papers').getByRole('button', { name: 'Xoá' }).click();
      await inside(page, 'visits').getByText('Thêm một lần').click();
      await next(page);

      expect(await errorsOf(page)).toBe('Câu 1. Những lần phải đến trước đó\nCâu 4. Giờ đến và giờ về');
      expect(await inside(page, 'visits').getByText('Xin trả lời chỗ này.').count()).toBe(1);
      await expectAccessible(page);
      await page.locator('.error-summary a').first().click();
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('visits-0');
      // from the group the keyboard goes on into the question
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).type)).toBe('number');

      await page.keyboard.type('601'); // more than the question's maximum of 600
      await page.waitForFunction(() => document.querySelectorAll('.error-summary .is-solved').length === 0);
      await inside(page, 'visits').locator('input[type=number]').fill('60');
      await inside(page, 'visits').locator('input[type=number]').blur();
      await page.waitForFunction(() => document.querySelectorAll('.error-summary .is-solved').length === 1);
      await inside(page, 'times').locator('input').first().fill('07:45');
      await inside(page, 'times').locator('input').first().blur();
      await page.waitForFunction(() => document.querySelectorAll('.error-summary .is-solved').length === 2);
      await next(page);
      expect(await page.locator('h1').innerText()).toBe('Xem lại rồi gửi');
    },
    TIMEOUT_MS,
  );

  test(
    'language, reload and going back keep what is inside; a condition that looks out follows the form',
    async () => {
      const page = await openDetails();
      await inside(page, 'visits').getByText('Thêm một lần').click();
      await inside(page, 'visits').locator('input[type=number]').fill('20');
      await page.click('.languages a[lang=en]');
      await inside(page, 'visits').getByText('How many minutes did you wait?').waitFor();
      await page.reload();
      await inside(page, 'visits').locator('input[type=number]').waitFor();
      expect(await inside(page, 'visits').locator('input[type=number]').inputValue()).toBe('20');

      await page.goBack();
      await page.selectOption('select', 'birth');
      await next(page);
      await inside(page, 'times').locator('.sd-root-modern').waitFor();
      expect(await page.locator('#visits-0').count()).toBe(0);
    },
    TIMEOUT_MS,
  );

  test(
    'what was removed to the last entry stays removed, also after the check page',
    async () => {
      const page = await openDetails();
      await inside(page, 'papers').locator('input').first().waitFor();
      await inside(page, 'papers').getByRole('button', { name: 'Xoá' }).click();
      await inside(page, 'times').locator('input').first().fill('07:45');
      await next(page);
      expect(await page.locator('h1').innerText()).toBe('Xem lại rồi gửi');
      await page.goBack();
      await inside(page, 'papers').getByText('Thêm giấy tờ').waitFor();

      expect(await inside(page, 'papers').locator('input').count()).toBe(0);
    },
    TIMEOUT_MS,
  );

  test(
    'whoever types inside sees where',
    async () => {
      const page = await openDetails();
      await inside(page, 'visits').getByText('Thêm một lần').click();
      const outlineOf = (selector: string) =>
        page
          .locator(selector)
          .first()
          .evaluate((element) => getComputedStyle(element).outline);
      await inside(page, 'visits').locator('input[type=number]').focus();
      // 3 px of --focus, #1d4ed8
      expect(await outlineOf('#visits-0 input[type=number]')).toBe('rgb(29, 78, 216) solid 3px');
      await inside(page, 'times').locator('input').first().focus();
      expect(await outlineOf('#times-0 input')).toBe('rgb(29, 78, 216) solid 3px');
      await inside(page, 'waits').locator('[role=combobox]').first().focus();
      expect(await outlineOf('#waits-0 .sd-dropdown')).toBe('rgb(29, 78, 216) solid 3px');
    },
    TIMEOUT_MS,
  );

  test(
    'a part of the page that did not arrive is asked for again',
    async () => {
      context = await browser.newContext({ viewport: { width: 360, height: 740 } });
      const page = await context.newPage();
      complaints = [];
      let isBroken = true;
      await page.route('**/assets/mountQuestion-*.js', (route) =>
        isBroken ? route.abort() : route.continue(),
      );
      await page.goto(`${app.url}/c/R7K4M`);
      await page.waitForSelector('html.alive');
      await page.click('main .button');
      await page.locator('.box:has(input[name="overall_rating"])').nth(3).click();
      await next(page);
      const again = inside(page, 'times').getByRole('button', { name: 'Tải lại' });
      await again.waitFor();

      isBroken = false;
      await again.click();
      await inside(page, 'times').locator('.sd-root-modern').waitFor();
    },
    TIMEOUT_MS,
  );

  test.each([360, 1280])(
    'at %i px nothing is a barrier that axe finds, and nothing scrolls sideways',
    async (width) => {
      const page = await openDetails(width);
      await inside(page, 'visits').getByText('Thêm một lần').click();
      await inside(page, 'papers').getByText('Thêm giấy tờ').click();

      // what comes in is there at once: half faded in, it could not be read, nor its contrast be measured
      const moving = await page.evaluate(() =>
        document
          .getAnimations()
          .flatMap((each) => (each instanceof CSSAnimation ? [each.animationName] : [])),
      );
      expect(moving).toEqual([]);
      await expectAccessible(page, { areColoursNew: width === 360 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    },
    TIMEOUT_MS,
  );

  test(
    'without script the page says which questions need it',
    async () => {
      context = await browser.newContext({ javaScriptEnabled: false });
      const page = await context.newPage();
      complaints = [];
      await page.goto(`${app.url}/c/R7K4M#form`);

      expect(await page.getByText('chỉ trả lời được khi trình duyệt bật JavaScript').count()).toBe(6);
    },
    TIMEOUT_MS,
  );
});
