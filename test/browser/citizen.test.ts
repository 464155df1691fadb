import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  builtClient,
  complaintsOf,
  expectAccessible,
  hasBrowser,
  launchBrowser,
} from '../support/browser.ts';
import { everyKindSurvey } from '../support/everyKindSurvey.ts';
import { publishVersion } from '../../server/surveyjs/publishVersion.ts';
import { type Json, visitDefinition, visitScoring } from '../support/questionnaires.ts';
import { openRound } from '../support/openRound.ts';
import { startTestApp, type TestApp } from '../support/testApp.ts';
import { unitOf } from '../support/units.ts';

const PHONE = { viewport: { width: 360, height: 740 } };
const TIMEOUT_MS = 120_000;

const office = unitOf('agency-rach-gia', 'agency', 'vn', {
  names: [
    {
      value: {
        vi: 'Trung tâm Phục vụ hành chính công phường Rạch Giá',
        en: 'Public Administration Service Centre, Rạch Giá ward',
      },
    },
  ],
});

(hasBrowser() ? describe : describe.skip)('the questionnaire in a browser', () => {
  let app: TestApp;
  let browser: Browser;
  let context: BrowserContext | undefined;
  /** What the page complains about: refused by the policy, thrown, not found. */
  let complaints: string[];

  beforeAll(async () => {
    app = await startTestApp({ clientDir: await builtClient() });
    const sipas = await app.stores.surveys.findVersion('sipas-service@2023-1');
    await openRound(app, {
      version: sipas!,
      unit: office,
      campaign: { id: 'sipas' },
      collector: { code: 'R7K4M' },
    });
    await openRound(app, {
      version: everyKindSurvey(),
      unit: office,
      campaign: { id: 'every' },
      collector: { code: 'R7K6M' },
    });
    await openRound(app, {
      version: sipas!,
      unit: office,
      campaign: { id: 'over', until: '2024-01-01' },
      collector: { code: 'R7K7M' },
    });
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

  async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    context = await browser.newContext({ ...PHONE, ...options });
    const page = await context.newPage();
    complaints = complaintsOf(page, /status of (400|404|409|503)|ERR_INTERNET_DISCONNECTED/);
    page.setDefaultTimeout(TIMEOUT_MS / 2);
    await page.goto(`${app.url}${path}`);
    if (options.javaScriptEnabled !== false) await page.waitForSelector('html.alive');
    return page;
  }

  const next = (page: Page) => page.locator('.actions .button').first().click();
  const heading = (page: Page) => page.locator('h1').innerText();

  /** Chooses the box with this number in every row of the page. */
  async function chooseAll(page: Page, number: number): Promise<void> {
    for (const row of await page.locator('.criterion').all())
      await row
        .locator('.box')
        .nth(number - 1)
        .click();
  }

  /** From the first page to the one that checks, satisfied throughout. */
  async function answerToTheEnd(page: Page): Promise<void> {
    await page.click('main .button');
    for (let factor = 0; factor < 5; factor++) {
      await chooseAll(page, 4);
      await next(page);
    }
    await next(page);
    await next(page);
  }

  const sessionOf = (page: Page) => page.evaluate(() => JSON.stringify(sessionStorage));

  test(
    'a visit is rated on a phone, the receipt finds it, and nothing stays on the device',
    async () => {
      const page = await open('/c/r7k4m');
      await answerToTheEnd(page);
      expect(await sessionOf(page)).toContain('seats');

      await next(page);
      const receipt = await page.locator('.receipt-code').innerText();

      const { body } = await app.visitor.post('/api/v1/receipts/look-up').send({ receipt }).expect(200);
      expect(body.unit.name.vi).toBe(office.names[0]?.value['vi']);
      expect(await sessionOf(page)).toBe('{}');
      await page.locator('.qr img').waitFor();
    },
    TIMEOUT_MS,
  );

  test(
    'the whole form can be answered with the keyboard alone',
    async () => {
      const page = await open('/c/R7K4M');
      const focusOn = async (selector: string) => {
        for (let presses = 0; presses < 60; presses++) {
          if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
          await page.keyboard.press('Tab');
        }
        throw new Error(`${selector} was not reached by Tab`);
      };
      await focusOn('main .button');
      await page.keyboard.press('Enter');

      for (let factor = 0; factor < 5; factor++) {
        // At once: a wait would hide a focus that is on nothing for a moment.
        expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
        const rows = await page.locator('.criterion').count();
        for (let row = 0; row < rows; row++) {
          await page.keyboard.press('Tab');
          if (row === 0) await focusOn('.criterion input');
          await page.keyboard.press('Space');
          await page.keyboard.press('ArrowRight');
        }
        await focusOn('.actions .button');
        await page.keyboard.press('Enter');
      }
      for (let step = 0; step < 3; step++) {
        await focusOn('.actions .button');
        await page.keyboard.press('Enter');
      }

      await page.locator('.receipt-code').waitFor();
    },
    TIMEOUT_MS,
  );

  test(
    'what is missing is listed first, each line leads to its question, and the list keeps its place',
    async () => {
      const page = await open('/c/R7K4M');
      await page.click('main .button');
      await page.locator('.criterion').nth(0).locator('.box').nth(4).click();
      await next(page);

      const summary = page.locator('.error-summary');
      expect(await summary.locator('h2').innerText()).toBe('Còn 3 câu chưa chọn');
      expect(await page.evaluate(() => document.activeElement?.className)).toBe('error-summary');
      await expectAccessible(page);

      await summary.locator('a').first().click();
      expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).name)).toBe(
        'access.equipmentSufficient',
      );
      const before = await page.locator('.criterion').nth(3).boundingBox();
      await page.keyboard.press('Space');
      expect(await summary.locator('h2').innerText()).toBe('Còn 2 câu chưa chọn');
      expect(await page.locator('.criterion').nth(3).boundingBox()).toEqual(before);
    },
    TIMEOUT_MS,
  );

  test(
    'neither language nor text size nor reload nor going back loses an answer',
    async () => {
      const page = await open('/c/R7K4M');
      await page.click('main .button');
      await chooseAll(page, 2);
      await next(page);
      await page.locator('.criterion').nth(0).locator('.box').nth(0).click();

      await page.click('.languages a[lang=en]');
      expect(await heading(page)).toBe('Administrative procedures');
      expect(await page.getAttribute('html', 'lang')).toBe('en');
      await page.click('.text-size');
      await page.reload();
      await page.waitForSelector('html.alive.large');
      expect(await heading(page)).toBe('Administrative procedures');
      expect(await page.locator('input:checked').count()).toBe(1);
      await page.goBack();
      await page.waitForFunction(() => document.querySelector('h1')?.textContent === 'Access to the service');
      expect(await page.locator('input:checked').count()).toBe(4);
      await page.reload();
      await page.waitForSelector('html.alive[lang=en]');

      // Whoever asks for a language has it, whatever was chosen while the form was begun.
      await page.goto(`${app.url}/c/R7K4M?lang=km`);
      await page.waitForSelector('html.alive[lang=km]');
      expect(await page.locator('input:checked').count()).toBe(4);
    },
    TIMEOUT_MS,
  );

  // The form used to be kept after the next paint: a choice just before a reload was lost.
  test(
    'a choice is kept before anything else can happen to the page',
    async () => {
      const page = await open('/c/R7K4M');
      await page.click('main .button');
      await page.locator('.criterion').first().waitFor();

      const isKept = await page.evaluate(async () => {
        document.querySelector<HTMLInputElement>('.criterion input')?.click();
        await Promise.resolve(); // the state is applied in a microtask; nothing is painted yet
        await Promise.resolve();
        return Object.values(sessionStorage).some((text) => String(text).includes('seats'));
      });

      expect(isKept).toBe(true);
    },
    TIMEOUT_MS,
  );

  test(
    'a server that is busy, then unreachable, gets the same submission until it takes it, and only then is thanked for',
    async () => {
      const page = await open('/c/R7K4M');
      const sent: { id: string; answeredAt: string }[] = [];
      await page.route('**/api/v1/submissions', async (route) => {
        sent.push(route.request().postDataJSON() as { id: string; answeredAt: string });
        if (sent.length === 1) {
          await route.fulfill({
            status: 503,
            headers: { 'retry-after': '1' },
            json: { code: 'storage-unavailable', message: '', details: {} },
          });
        } else if (sent.length === 2) await route.abort('internetdisconnected');
        else await route.continue();
      });
      await answerToTheEnd(page);
      await next(page);

      await page.waitForFunction(() => document.body.innerText.includes('Không nối được'));
      expect(await page.locator('.receipt-code').count()).toBe(0);
      expect(await sessionOf(page)).toContain('seats');
      await expectAccessible(page);
      await page.click('text=Xem lại câu trả lời');
      expect(await page.locator('.review dd').first().innerText()).toMatch(/4 Hài\slòng/);
      await next(page);
      await page.locator('.receipt-code').waitFor();

      expect(sent).toHaveLength(3);
      expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
    },
    TIMEOUT_MS,
  );

  test(
    'a form whose answer got lost on the way back is not sent twice',
    async () => {
      const page = await open('/c/R7K4M');
      const receipts: string[] = [];
      await page.route('**/api/v1/submissions', async (route) => {
        const response = await route.fetch();
        receipts.push(((await response.json()) as { receipt: string }).receipt);
        if (receipts.length === 1) await route.abort('internetdisconnected');
        else await route.fulfill({ response });
      });
      await answerToTheEnd(page);
      await next(page);
      await page.click('text=Gửi lại ngay');

      expect(await page.locator('.receipt-code').innerText()).toBe(receipts[0]);
      expect(receipts).toEqual([receipts[0], receipts[0]]);
    },
    TIMEOUT_MS,
  );

  test(
    'without script the form is one page, comes back with its faults and everything chosen, and is sent',
    async () => {
      const page = await open('/c/R7K4M', { javaScriptEnabled: false });
      await page.click('main .button');
      expect(await page.locator('#plain-form').isVisible()).toBe(true);
      expect(await page.locator('.start').isVisible()).toBe(false);
      const rows = await page.locator('#plain-form .criterion').all();
      expect(rows).toHaveLength(22);
      for (const row of rows.slice(1)) await row.locator('.box').nth(3).click();
      await page.fill('textarea', 'Chờ lâu.\nGhế ít.');
      await page.click('#plain-form .button-wide');

      await page.locator('.error-summary').waitFor();
      expect(await page.locator('.error-summary li').allInnerTexts()).toEqual([
        'Tiếp cận dịch vụ, Câu 1. Nơi ngồi chờ có đủ chỗ ngồi',
      ]);
      expect(await page.locator('input:checked').count()).toBe(21);
      expect(await page.inputValue('textarea')).toBe('Chờ lâu.\nGhế ít.');

      await page.click('.languages button[lang=en]');
      await page.locator('html[lang=en]').waitFor();
      expect(await page.locator('input:checked').count()).toBe(21);
      await page.locator('.criterion').first().locator('.choice').click();
      await page.click('#plain-form .button-wide');

      const receipt = await page.locator('.receipt-code').innerText();
      await app.visitor.post('/api/v1/receipts/look-up').send({ receipt }).expect(200);
      await page.reload(); // sends the same form again
      expect(await page.locator('.receipt-code').innerText()).toBe(receipt);
    },
    TIMEOUT_MS,
  );

  test(
    'pages may bear the names of the steps beside them',
    async () => {
      const visit = visitDefinition() as { pages: { elements: Json[] }[] };
      const [first, ...others] = visit.pages[0]!.elements;
      const definition = {
        ...visit,
        pages: [
          { name: 'start', elements: [first] },
          { name: 'check', elements: others.map((element) => ({ ...element, isRequired: true })) },
        ],
      };
      const version = publishVersion({
        version: 'visit@2026-1',
        definition,
        scoring: visitScoring('visit@2026-1'),
        publishedAt: new Date('2026-11-25T08:00:00Z'),
        confirmGaps: true,
      });
      await openRound(app, {
        version,
        unit: office,
        campaign: { id: 'named' },
        collector: { code: 'R7K8M' },
      });
      const page = await open('/c/R7K8M');

      await page.click('main .button');
      await page.locator('select').waitFor();
      await page.locator('.actions .button').last().click();
      await page.locator('.start').waitFor();
      await page.click('main .button');
      await next(page);
      await page.locator('.criterion').first().waitFor();
      await page.reload(); // finds its place again
      await page.waitForSelector('html.alive');
      await chooseAll(page, 5);
      for (const area of await page.locator('textarea').all()) await area.fill('Tốt.');
      await next(page);
      await page.getByRole('button', { name: 'Gửi phiếu' }).click();

      await page.locator('.receipt-code').waitFor();
    },
    TIMEOUT_MS,
  );

  test(
    'the way to Khmer has letters of its own: other pages do not load all of Khmer for one word',
    async () => {
      const page = await open('/c/R7K4M');
      await page.evaluate(() => document.fonts.ready);

      const loaded = await page.evaluate(() =>
        performance.getEntriesByType('resource').map(({ name }) => name.split('/').at(-1)),
      );
      expect(loaded).toContainEqual(expect.stringMatching(/^khmer-word.*woff2$/));
      expect(loaded).not.toContainEqual(expect.stringMatching(/^noto-sans-khmer/));
      const way = page.getByRole('link', { name: 'ខ្មែរ' });
      const width = async () => (await way.boundingBox())!.width;
      const withLetters = await width();
      await page.route('**/khmer-word*', (route) => route.abort());
      await page.reload();
      expect(await width()).toBe(withLetters);
      await way.click();
      await page.locator('html[lang=km]').waitFor();
      complaints = []; // about the letters that were held back
    },
    TIMEOUT_MS,
  );

  test(
    'what was begun before the script came is taken over, in its place',
    async () => {
      context = await browser.newContext(PHONE);
      complaints = [];
      const page = await context.newPage();
      let release: () => void = () => undefined;
      const held = new Promise<void>((done) => {
        release = done;
      });
      await page.route('**/assets/*.js', async (route) => {
        await held;
        await route.continue();
      });
      await page.goto(`${app.url}/c/R7K4M`, { waitUntil: 'commit' });
      await page.click('main .button');
      const third = page.locator('#page-staffPage .criterion').nth(2);
      await third.locator('.box').nth(1).click();
      await page.evaluate(() => document.fonts.ready);
      await third.evaluate((element) => element.scrollIntoView({ block: 'start' }));
      const before = await third.boundingBox();
      release();
      await page.waitForSelector('html.alive');
      await page.waitForSelector('.plain', { state: 'detached' });

      expect(await heading(page)).toBe('Công chức giải quyết công việc');
      const after = page.locator('.criterion').nth(2);
      expect(await after.locator('input:checked').getAttribute('value')).toBe('2');
      await page.waitForFunction(() => document.activeElement?.matches('input:checked') === true);
      expect(Math.abs((await after.boundingBox())!.y - before!.y)).toBeLessThan(2);
    },
    TIMEOUT_MS,
  );

  test(
    'every kind of question is shown, held against its rules at once, and sent as what it is',
    async () => {
      const page = await open('/c/R7K6M');
      let sent: { answers: Record<string, unknown> } = { answers: {} };
      await page.route('**/api/v1/submissions', async (route) => {
        sent = route.request().postDataJSON() as typeof sent;
        await route.continue();
      });
      await page.click('main .button');
      const box = (name: string, at: number) =>
        page.locator(`.box:has(input[name="${name}"])`).nth(at).click();

      await box('came', 0);
      expect(await page.locator('input[name=why]').count()).toBe(0);
      await box('came', 1);
      await page.fill('input[name=why]', 'Đông người');
      await box('stars', 3);
      await box('faces', 2);
      await box('recommend', 10);
      await box('signs.water row', 1);
      await next(page);
      await page.selectOption('select', '2');
      const wish = page.locator('.choice:has(input[name=wishes])');
      await wish.nth(0).click();
      await wish.nth(3).click();
      expect(await wish.nth(1).locator('input').isDisabled()).toBe(true);
      await page.fill('input[name=wishes-Comment]', 'Có chỗ để xe');
      await page.locator('.choice:has(input[name=visits])').nth(1).click();
      await page.fill('input[name=people]', 'vài');
      await page.fill('input[name=day]', '2026-11-20');
      await page.fill('textarea', 'Xin gọi 0912 000 000');
      await page.waitForSelector('text=dãy số dài');
      await next(page);
      expect(await page.locator('.error').innerText()).toBe('Xin ghi bằng số, ví dụ 3.');
      await page.fill('input[name=people]', '12');
      await next(page);
      await next(page);
      await page.locator('.receipt-code').waitFor();

      expect(sent.answers).toEqual({
        came: false,
        why: 'Đông người',
        stars: 4,
        faces: 3,
        recommend: 10,
        signs: { 'water row': 'no' },
        office: 2,
        wishes: ['fast', 'other'],
        'wishes-Comment': 'Có chỗ để xe',
        visits: 2,
        people: 12,
        day: '2026-11-20',
        words: 'Xin gọi 0912 000 000',
      });
    },
    TIMEOUT_MS,
  );

  test(
    'a receipt is looked up and the answer withdrawn, without script',
    async () => {
      const page = await open('/r', { javaScriptEnabled: false });
      const id = crypto.randomUUID();
      const answers = { came: true };
      const { body } = await app.visitor
        .post('/api/v1/submissions')
        .send({ id, collector: 'R7K6M', version: 'every-kind@1', locale: 'vi', answers })
        .expect(201);
      await page.fill('#receipt-code', body.receipt.toLowerCase().replaceAll('-', ' '));
      await page.click('main .button');
      expect(await page.locator('.facts dd').first().innerText()).toBe(body.receipt);
      await page.click('main .button');
      await page.click('.button-end');

      await page.getByRole('heading', { name: 'Đã xóa phiếu' }).waitFor();
      await app.visitor.post('/api/v1/receipts/look-up').send({ receipt: body.receipt }).expect(404);
    },
    TIMEOUT_MS,
  );

  test.each(['vi', 'km', 'en'])(
    'no page has a barrier that axe knows, nor scrolls sideways, in "%s"',
    async (language) => {
      const page = await open(`/c/R7K4M?lang=${language}`);
      const check = async () => {
        await expectAccessible(page, { areColoursNew: language === 'vi' });
        const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        expect({ page: await heading(page), isTooWide }).toMatchObject({ isTooWide: false });
      };
      await check();
      await page.click('main .button');
      await check();
      await page.setViewportSize({ width: 320, height: 640 });
      await page.click('.text-size');
      await check();
      await page.click('.text-size');
      for (let factor = 0; factor < 5; factor++) {
        await chooseAll(page, factor + 1);
        await next(page);
      }
      await check();
      await next(page);
      await check();
      await next(page);
      await check();
      await next(page);
      await page.locator('.qr img').waitFor();
      await check();
      const receipt = await page.locator('.receipt-code').innerText();
      await page.goto(`${app.url}/r#${receipt}`);
      await check();
      await page.click('main .button');
      await check();
      await page.click('main .button');
      await check();
      for (const path of ['/', '/?code=', '/c/NOPE9', '/c/R7K7M', '/privacy', '/nowhere']) {
        await page.goto(`${app.url}${path}`, { waitUntil: 'load' });
        await check();
      }
      await page.goto(`${app.url}/c/R7K6M`);
      await page.click('main .button');
      await check();
    },
    300_000,
  );
});
