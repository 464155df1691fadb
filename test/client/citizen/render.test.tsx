/** @jsxImportSource preact */
import { renderToString } from 'preact-render-to-string';
import { describe, expect, test } from '@jest/globals';
import { dataScript, renderCitizenPage } from '../../../client/citizen/render.tsx';
import { faultSentence } from '../../../client/citizen/faultSentence.ts';
import { type FormHandle, FormContext } from '../../../client/citizen/formHandle.ts';
import { reviewLines } from '../../../client/citizen/reviewLines.ts';
import { Elements } from '../../../client/citizen/questions/Question.tsx';
import { translateInto } from '../../../client/citizen/texts.ts';
import type { CitizenForm, CitizenView } from '../../../server/domain/citizenView.ts';
import type { RawAnswers } from '../../../server/domain/questionnaire/formState.ts';
import type { FaultReason, Plan, PlanQuestion } from '../../../server/domain/questionnaire/plan.ts';
import { visibilityOf } from '../../../server/domain/questionnaire/visibility.ts';
import { everyKindPlan } from '../../support/everyKindSurvey.ts';

const assets = {
  script: '/assets/citizen-1.js',
  preloads: ['/assets/text-2.js'],
  css: '.screen > p { margin: 0 }',
};
const form: CitizenForm = {
  collector: { code: 'R7K4M', label: 'Cửa chính', channel: 'qr' },
  campaign: { id: 'round', name: { vi: 'Đợt 2026' } },
  unit: { id: 'agency-1', kind: 'agency', name: { vi: 'Phòng Đất đai', en: 'Land office' } },
  version: everyKindPlan.version,
  plan: everyKindPlan,
};
const frame = { language: 'vi', languages: ['vi', 'km', 'en'], isDemo: false, isLarge: false };
const formPage: CitizenView = {
  ...frame,
  page: 'form',
  form,
  submissionId: 'c0ffee00-0000-4000-8000-000000000000',
};

function markupOf(plan: Plan, answers: RawAnswers, isAlive = true): string {
  const handle: FormHandle = {
    plan,
    seen: isAlive ? visibilityOf(plan, answers) : undefined,
    answers,
    faults: [],
    remaining: [],
    answer: () => undefined,
  };
  return renderToString(
    <FormContext.Provider value={handle}>
      {plan.pages.map((page) => (
        <Elements key={page.name} elements={page.elements} level={2} />
      ))}
    </FormContext.Provider>,
  );
}

describe('the document', () => {
  test('carries the whole form for browsers without script, and its state for those with', () => {
    const html = renderCitizenPage(formPage, assets);

    expect(html).toMatch(/^<!doctype html><html lang="vi">/);
    expect(html).toContain('<script type="module" async src="/assets/citizen-1.js" fetchpriority="low">');
    expect(html).toContain('action="/c/R7K4M?lang=vi"');
    expect(html).toContain('name="_id" value="c0ffee00-0000-4000-8000-000000000000"');
    for (const name of ['came', 'why', 'stars', 'office', 'wishes-Comment', 'signs.water row', 'words']) {
      expect(html).toContain(`name="${name}"`);
    }
    const state = /<script type="application\/json" id="state">(.*?)<\/script>/s.exec(html)?.[1] ?? '';
    expect(JSON.parse(state)).toEqual(formPage);
  });

  test('holds nothing that a strict policy forbids', () => {
    const html = renderCitizenPage(formPage, assets);

    expect(html).not.toMatch(/ style="/);
    expect(html).not.toMatch(/ on[a-z]+="/);
    expect(html).not.toMatch(/<script(?! type="(module|application\/json)")/);
    expect(html).not.toMatch(/(src|href)="https?:/);
  });

  test('cannot be broken out of by a name or a text', () => {
    const name = { vi: '</script><script>alert(1)</script>\u2028"<b>' };
    const html = renderCitizenPage({ ...formPage, form: { ...form, unit: { ...form.unit, name } } }, assets);

    expect(html).not.toContain('<script>alert');
    expect(html).not.toContain('\u2028'.repeat(1) + '"<b>');
    expect(JSON.parse(dataScript(name))).toEqual(name);
    expect(dataScript(name)).not.toMatch(/[<\u2028]/);
  });

  test('is marked DEMO in a demonstration and nowhere else', () => {
    const home: CitizenView = { ...frame, page: 'home' };

    for (const view of [formPage, home]) {
      expect(renderCitizenPage({ ...view, isDemo: true }, assets)).toContain('<strong>DEMO</strong>');
      expect(renderCitizenPage(view, assets)).not.toContain('DEMO');
    }
  });

  test('names an office in Vietnamese, and says so, where the reader’s language has no name for it', () => {
    expect(renderCitizenPage({ ...formPage, language: 'km' }, assets)).toContain(
      '<span lang="vi">Phòng Đất đai</span>',
    );
    expect(renderCitizenPage({ ...formPage, language: 'en' }, assets)).toContain(
      '<h1 tabindex="-1">Land office</h1>',
    );
  });
});

describe('questions', () => {
  test('nothing is chosen before the person chooses', () => {
    expect(markupOf(everyKindPlan, {})).not.toMatch(/ checked/);
    expect(markupOf(everyKindPlan, {}, false)).not.toMatch(/ checked/);
  });

  test('a condition hides its question; the page without script shows it and says that it is for some', () => {
    expect(markupOf(everyKindPlan, { came: true })).not.toContain('name="why"');
    expect(markupOf(everyKindPlan, { came: false })).toContain('name="why"');
    expect(markupOf(everyKindPlan, {}, false)).toMatch(/chỉ hỏi một số người.*name="why"/s);
  });

  test('levels stand on a ruler with numbers and faces, and what is no level stands below it', () => {
    const question: PlanQuestion = {
      kind: 'matrix',
      name: 'access',
      title: { vi: 'Tiếp cận' },
      isRequired: true,
      rows: [{ value: 'seats', text: { vi: 'Chỗ ngồi' } }],
      columns: [1, 2, 3, 4, 5, 'na'].map((value) => ({ value, text: { vi: `Mức ${value}` } })),
      eachRowRequired: true,
      eachRowUnique: false,
      unscoredColumns: ['na'],
      levels: [1, 2, 3, 4, 5],
    };
    const html = markupOf(
      { version: 'x@1', languages: ['vi'], title: { vi: 'x' }, pages: [{ name: 'p', elements: [question] }] },
      { access: { seats: 2 } },
    );

    expect(html.match(/class="box"/g)).toHaveLength(5);
    expect(html).toContain('aria-required="true"');
    expect(html).toMatch(/value="2" checked/);
    expect([1, 2, 3, 4, 5].every((face) => html.includes(`#face-${face}`))).toBe(true);
    expect(html).toMatch(
      /<\/div><label class="choice choice-alone apart"><input type="radio" name="access.seats"[^>]*value="na"/,
    );
  });

  test('the fourth choice of three at most cannot be made, but a chosen one can be taken back', () => {
    const html = markupOf(everyKindPlan, { wishes: ['fast', 'kind'] });
    const input = (value: string) => new RegExp(`name="wishes"[^>]*value="${value}"[^>]*>`).exec(html)?.[0];

    expect(input('near')).toContain('disabled');
    expect(input('fast')).not.toContain('disabled');
  });
});

describe('sentences for faults', () => {
  const reasons: Record<FaultReason, true> = {
    'unknown-question': true,
    'wrong-type': true,
    'alien-choice': true,
    'alien-row': true,
    'duplicate-choice': true,
    'exclusive-choice': true,
    'too-few-choices': true,
    'too-many-choices': true,
    'too-long': true,
    'too-short': true,
    'too-small': true,
    'too-large': true,
    'not-a-number': true,
    'not-an-email': true,
    'not-a-date': true,
    pattern: true,
    rule: true,
    'row-not-unique': true,
    'other-missing': true,
    inside: true,
    missing: true,
  };
  const question = everyKindPlan.pages[0]?.elements[0] as PlanQuestion;

  test.each(['vi', 'km', 'en'])('there is one for every reason in "%s"', (language) => {
    const words = { language, t: translateInto(language) };
    for (const reason of Object.keys(reasons) as FaultReason[]) {
      const sentence = faultSentence(words, question, {
        question: question.name,
        reason,
        limits: { min: 1, max: 3 },
      });

      expect(sentence).not.toMatch(/[{}]/);
      expect(sentence.length).toBeGreaterThan(5);
    }
  });

  test('the questionnaire’s own sentence goes first', () => {
    const own = { ...question, requiredErrorText: { vi: 'Xin cho biết có đúng hẹn không.' } };
    const words = { language: 'vi', t: translateInto('vi') };

    expect(faultSentence(words, own, { question: own.name, reason: 'missing' })).toBe(
      'Xin cho biết có đúng hẹn không.',
    );
  });
});

test('before sending, answers are read back in words', () => {
  const answers: RawAnswers = {
    office: 2,
    wishes: ['fast', 'other'],
    'wishes-Comment': 'ghế',
    visits: 'other',
    words: 'Cảm ơn',
  };
  const page = everyKindPlan.pages[1]!;

  const lines = reviewLines(page, visibilityOf(everyKindPlan, answers), answers, 'vi');

  expect(lines.map(({ answer }) => answer)).toEqual([
    'Quầy 2',
    'Nhanh hơn; Điều khác: ghế',
    'Khác',
    undefined,
    undefined,
    'Cảm ơn',
  ]);
});
