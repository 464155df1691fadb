import { randomUUID } from 'node:crypto';
import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express';
import QRCode from 'qrcode';
import {
  type CitizenForm,
  type CitizenPage,
  PAGE_LANGUAGES,
  type PageAssets,
  type RenderCitizenPage,
  type ReturnedFormPage,
  type SentFields,
} from '../domain/citizenView.ts';
import { Problem } from '../domain/problem.ts';
import { answersOfFields } from '../domain/questionnaire/formFields.ts';
import type { RawAnswers } from '../domain/questionnaire/formState.ts';
import type { AnswerFault, Answers, Plan } from '../domain/questionnaire/plan.ts';
import { hasComment } from '../domain/questionnaire/planIndex.ts';
import type { SurveyVersion } from '../domain/questionnaire/version.ts';
import { visibilityOf } from '../domain/questionnaire/visibility.ts';
import { readReceipt } from '../domain/receipt.ts';
import type { SubmissionRequest } from '../domain/submission.ts';
import type { Language } from '../domain/text.ts';
import type { LookedUp } from '../services/lookUpReceipt.ts';
import type { OpenForm } from '../services/openForm.ts';
import type { Submitted } from '../services/submitAnswers.ts';
import { asProblem, type IsOutage, statusOf } from './problemHandler.ts';
import { sendPage } from './sendPage.ts';
import type { StoredLimit } from './storedLimit.ts';

export interface CitizenDeps {
  openForm: (code: string) => Promise<OpenForm>;
  findVersion: (version: string) => Promise<SurveyVersion | undefined>;
  submitAnswers: (request: SubmissionRequest, from: { address: string }) => Promise<Submitted>;
  lookUpReceipt: (receipt: string) => Promise<LookedUp>;
  withdrawSubmission: (receipt: string) => Promise<void>;
  receiptLimit: StoredLimit;
  renderPage: RenderCitizenPage;
  assets: PageAssets;
  /** Where the QR code of a receipt leads. */
  publicUrl: string;
  isDemo: boolean;
  isOutage: IsOutage;
  reportBug: (error: unknown, req: Request) => void;
}

/** Three times the JSON limit: a letter takes up to nine characters in a form's body. */
const LARGEST_FORM_BYTES = 192 * 1024;
/** More than any form of ours has; to write back a hundred thousand would hold everybody up. */
const MOST_FIELDS = 5_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * The citizen's pages: GET and POST /c/:code (the form, with and without
 * script), GET and POST /r, POST /r/withdraw, POST /r/qr, GET /privacy, GET /.
 */
export function citizenRoutes(deps: CitizenDeps): Router {
  const router = Router();
  const formBody = express.urlencoded({
    extended: false,
    limit: LARGEST_FORM_BYTES,
    parameterLimit: LARGEST_FORM_BYTES,
  });

  router.get('/', (req, res) => {
    const code = queryText(req, 'code');
    if (code !== undefined && code.trim() !== '') {
      res.redirect(303, `/c/${encodeURIComponent(code.trim())}`);
      return;
    }
    show(req, res, { page: 'home', ...(code !== undefined && { isCodeMissing: true }) });
  });

  router.get('/privacy', (req, res) => show(req, res, { page: 'privacy' }));

  router.get('/c/:code', async (req, res) => {
    const form = formOf(await deps.openForm(req.params.code));
    show(req, res, { page: 'form', form, submissionId: randomUUID() });
  });

  router.post('/c/:code', formBody, async (req, res) => {
    const sent = await readForm(deps, req.params.code ?? '', fieldsOf(req));
    const chosen = fieldsOf(req)('_language')[0];
    if (chosen !== undefined && sent.languages.includes(chosen)) {
      rememberLanguage(res, chosen);
      show(req, res, returned(sent), { language: chosen });
      return;
    }
    await submit(req, res, sent);
  });

  router.get('/r', (req, res) => show(req, res, { page: 'receipt', receipt: '' }));

  router.post('/r', formBody, async (req, res) => {
    await withReceipt(req, res, async (receipt) => {
      show(req, res, { page: 'receipt-found', state: await deps.lookUpReceipt(receipt) });
    });
  });

  // The receipt travels in bodies only: addresses end up in logs and histories.
  router.get('/r/withdraw', (_req, res) => {
    res.redirect(303, '/r');
  });

  router.post('/r/withdraw', formBody, async (req, res) => {
    await withReceipt(req, res, async (text) => {
      const { receipt } = await deps.lookUpReceipt(text);
      if (fieldsOf(req)('confirmed')[0] !== 'yes') {
        show(req, res, { page: 'withdraw', receipt });
        return;
      }
      await deps.withdrawSubmission(receipt);
      show(req, res, { page: 'withdrawn', receipt });
    });
  });

  router.post('/r/qr', formBody, async (req, res) => {
    const receipt = readReceipt(fieldsOf(req)('receipt')[0] ?? '');
    if (receipt === undefined) {
      res.status(400).end();
      return;
    }
    res
      .type('svg')
      .set('Cache-Control', 'no-store')
      .send(await qrOf(receipt));
  });

  router.use(showProblem());
  return router;

  async function submit(req: Request, res: Response, sent: SentForm): Promise<void> {
    const request: SubmissionRequest = {
      id: sent.submissionId,
      collector: sent.form.collector.code,
      version: sent.form.version,
      locale: sent.language ?? languageOf(req, sent.languages),
      answers: sent.answers as Answers,
    };
    try {
      const submitted = await deps.submitAnswers(request, { address: req.ip ?? 'unknown' });
      if (submitted.kind === 'withdrawn') return show(req, res, { page: 'withdrawn-before' });
      const { receipt } = submitted;
      show(
        req,
        res,
        {
          page: 'thanks',
          unit: sent.form.unit,
          receipt,
          hasComment: hasComment(sent.form.plan),
          qrSvg: await qrOf(receipt),
        },
        { status: submitted.kind === 'received' ? 201 : 200 },
      );
    } catch (error) {
      const problem = asProblem(error, deps.isOutage);
      const page = problem === undefined ? undefined : await pageAfter(problem, sent);
      if (problem === undefined || page === undefined) throw error;
      waitAsAsked(res, problem);
      show(req, res, page, { status: statusOf[problem.kind] });
    }
  }

  /** What a person sees whose answers were not taken, as long as that can still be changed: the form as it was. */
  async function pageAfter(problem: Problem, sent: SentForm): Promise<CitizenPage | undefined> {
    if (problem.code === 'answers-invalid') {
      return returned(sent, { faults: problem.details['faults'] as AnswerFault[] });
    }
    if (problem.code === 'version-not-accepted' || problem.code === 'version-missing') {
      const form = formOf(await deps.openForm(sent.form.collector.code));
      return returned({ ...sent, form }, { notice: { kind: 'version' } });
    }
    if (problem.kind === 'too-many' || problem.kind === 'unavailable') {
      return returned(sent, { notice: { kind: 'busy', retryAfterSeconds: secondsOf(problem) } });
    }
    return undefined;
  }

  async function withReceipt(
    req: Request,
    res: Response,
    use: (receipt: string) => Promise<void>,
  ): Promise<void> {
    const receipt = (fieldsOf(req)('receipt')[0] ?? '').slice(0, 64);
    try {
      await deps.receiptLimit.admit(req.ip ?? 'unknown');
      await use(receipt);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const fault = ({ 'receipt-invalid': 'wrong', 'receipt-missing': 'unknown' } as const)[error.code];
      if (fault === undefined) throw error;
      show(req, res, { page: 'receipt', receipt, fault }, { status: statusOf[error.kind] });
    }
  }

  function show(
    req: Request,
    res: Response,
    page: CitizenPage,
    { status = 200, language }: { status?: number; language?: Language } = {},
  ): void {
    const languages = 'form' in page ? languagesOf(page.form.plan) : PAGE_LANGUAGES;
    const asked = queryText(req, 'lang');
    if (language === undefined && asked !== undefined && PAGE_LANGUAGES.includes(asked)) {
      rememberLanguage(res, asked);
    }
    const html = deps.renderPage(
      {
        language: language ?? languageOf(req, languages),
        languages,
        isDemo: deps.isDemo,
        isLarge: cookieOf(req, 'text-size') === 'large',
        ...page,
      },
      deps.assets,
    );
    sendPage(res, { status, html });
  }

  function rememberLanguage(res: Response, language: Language): void {
    res.cookie('lang', language, { sameSite: 'lax', secure: deps.publicUrl.startsWith('https://') });
  }

  function qrOf(receipt: string): Promise<string> {
    const address = `${deps.publicUrl}/r#${receipt}`;
    return QRCode.toString(address, { type: 'svg', margin: 0, errorCorrectionLevel: 'M' });
  }

  function showProblem(): ErrorRequestHandler {
    // Express recognises an error handler by its four parameters.
    return (error, req, res, next) => {
      if (res.headersSent) return next(error);
      const problem = asProblem(error, deps.isOutage);
      if (problem === undefined) deps.reportBug(error, req);
      else waitAsAsked(res, problem);
      show(req, res, pageOfProblem(problem, req), {
        status: problem === undefined ? 500 : statusOf[problem.kind],
      });
    };
  }
}

/** For addresses that nothing else answers, as long as a browser asks for a page. */
export function notFoundPage(deps: Pick<CitizenDeps, 'renderPage' | 'assets' | 'isDemo'>): Router {
  const router = Router();
  router.use((req, res, next) => {
    if (req.accepts(['html', 'json']) !== 'html') return next();
    const html = deps.renderPage(
      {
        page: 'not-found',
        language: languageOf(req, PAGE_LANGUAGES),
        languages: PAGE_LANGUAGES,
        isDemo: deps.isDemo,
        isLarge: cookieOf(req, 'text-size') === 'large',
      },
      deps.assets,
    );
    sendPage(res, { status: 404, html });
  });
  return router;
}

/** A form as a browser without script sent it. */
interface SentForm {
  form: CitizenForm;
  languages: readonly Language[];
  submissionId: string;
  answers: RawAnswers;
  language?: Language;
}

/** Reads the fields by the plan of the version that was shown, which need not be the current one. */
async function readForm(
  deps: Pick<CitizenDeps, 'openForm' | 'findVersion'>,
  code: string,
  read: (name: string) => readonly string[],
): Promise<SentForm> {
  const current = formOf(await deps.openForm(code));
  const shown = read('_version')[0] ?? current.version;
  const version = shown === current.version ? undefined : await deps.findVersion(shown.slice(0, 120));
  const form = version === undefined ? current : { ...current, version: shown, plan: version.plan };
  const id = read('_id')[0]?.toLowerCase() ?? '';
  return {
    form,
    languages: languagesOf(form.plan),
    submissionId: UUID.test(id) ? id : randomUUID(),
    answers: answersOfFields(form.plan, read),
  };
}

/** The form as it came, in the version that is asked for now. */
function returned(
  { form, submissionId, answers }: SentForm,
  { faults = [], notice }: Partial<Pick<ReturnedFormPage, 'faults' | 'notice'>> = {},
): ReturnedFormPage {
  return {
    page: 'returned-form',
    form,
    submissionId,
    answers: notice?.kind === 'version' ? visibilityOf(form.plan, answers).answers : answers,
    faults,
    ...(notice !== undefined && { notice }),
  };
}

/** What the browser may know of a collector, and nothing more. */
function formOf({ collector, campaign, unit, version }: OpenForm): CitizenForm {
  const { code, label, channel, procedure } = collector;
  return {
    collector: { code, label, channel, ...(procedure !== undefined && { procedure }) },
    campaign: { id: campaign.id, name: campaign.name },
    unit,
    version: version.version,
    plan: version.plan,
  };
}

function pageOfProblem(problem: Problem | undefined, req: Request): CitizenPage {
  if (problem === undefined) return { page: 'broken' };
  switch (problem.code) {
    case 'collector-missing':
      return { page: 'code-wrong', code: codeOf(req) };
    case 'collector-unassigned':
    case 'collector-closed':
      return { page: 'closed' };
    case 'submission-conflict':
      return { page: 'already-sent', code: codeOf(req) };
  }
  if (problem.kind === 'too-many' || problem.kind === 'unavailable') {
    const sent = sentFields(req);
    return { page: 'busy', retryAfterSeconds: secondsOf(problem), ...(sent !== undefined && { sent }) };
  }
  return problem.kind === 'missing' ? { page: 'not-found' } : { page: 'broken' };
}

/** The code in the address. Behind its route Express has forgotten the parameters. */
function codeOf(req: Request): string {
  const code = /^\/c\/([^/]+)/.exec(req.path)?.[1] ?? '';
  try {
    return decodeURIComponent(code).slice(0, 40);
  } catch {
    return ''; // an address that cannot be decoded shows no code back
  }
}

const secondsOf = ({ details }: Problem): number => Math.ceil(Number(details['retryAfterSeconds'] ?? 5));

function waitAsAsked(res: Response, problem: Problem): void {
  if (problem.details['retryAfterSeconds'] !== undefined) {
    res.setHeader('Retry-After', String(secondsOf(problem)));
  }
}

/** Languages of a questionnaire in which the page around it is written too. */
function languagesOf(plan: Plan): readonly Language[] {
  const known = PAGE_LANGUAGES.filter((language) => plan.languages.includes(language));
  return known.length > 0 ? known : PAGE_LANGUAGES.slice(0, 1);
}

/** Asked for in the address, else chosen before, else the first. A phone set to English is no wish for English. */
function languageOf(req: Request, languages: readonly Language[]): Language {
  const wishes = [queryText(req, 'lang'), cookieOf(req, 'lang')];
  return wishes.find((wish) => wish !== undefined && languages.includes(wish)) ?? languages[0] ?? 'vi';
}

function queryText(req: Request, name: string): string | undefined {
  const value = req.query[name];
  return typeof value === 'string' ? value : undefined;
}

function cookieOf(req: Request, name: string): string | undefined {
  for (const part of (req.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=');
    if (key === name) return value;
  }
  return undefined;
}

/** What was sent, where something was: no outage may cost a person what they typed. */
function sentFields(req: Request): SentFields | undefined {
  const read = fieldsOf(req);
  const fields = Object.keys((req.body ?? {}) as object).flatMap((name) =>
    read(name).map((value) => ({ name, value })),
  );
  return fields.length === 0 || fields.length > MOST_FIELDS
    ? undefined
    : { address: req.originalUrl, fields };
}

/** Reads a form's body: every value sent under a name, in order. */
function fieldsOf(req: Request): (name: string) => readonly string[] {
  const body = (req.body ?? {}) as Record<string, unknown>;
  return (name) => {
    const value = Object.hasOwn(body, name) ? body[name] : undefined;
    if (typeof value === 'string') return [value];
    return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
  };
}
