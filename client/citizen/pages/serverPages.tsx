/** @jsxImportSource preact */
import type { ComponentChildren, VNode } from 'preact';
import type { CitizenView, ReturnedFormPage, SentFields } from '../../../server/domain/citizenView.ts';
import type { LocalDay } from '../../../server/domain/day.ts';
import type { Language } from '../../../server/domain/text.ts';
import { FormContext } from '../formHandle.ts';
import { Bar, Foot } from '../frame.tsx';
import { Icon } from '../icons.tsx';
import type { PageTextKey } from '../pageTexts.ts';
import type { Translate } from '../texts.ts';
import { Local } from '../words.tsx';
import { PlainForm } from './PlainForm.tsx';
import { WithdrawnBeforePage } from './sendingPages.tsx';
import { ThanksPage } from './ThanksPage.tsx';

type T = Translate<PageTextKey>;
type ServerView = Exclude<CitizenView, { page: 'form' }>;

/** Title and content of every page but the open form. */
export function pageOf(view: ServerView, t: T): { title: string; body: VNode } {
  if (view.page === 'returned-form') return returnedForm(view, t);
  const { title, content, foot } = contentOf(view, t);
  return {
    title,
    body: (
      <>
        <Bar languages={view.languages} isLarge={view.isLarge} />
        <main class="page">{content}</main>
        {foot ?? <Foot>{t('system')}</Foot>}
      </>
    ),
  };
}

function contentOf(
  view: Exclude<ServerView, { page: 'returned-form' }>,
  t: T,
): { title: string; content: VNode; foot?: VNode } {
  switch (view.page) {
    case 'home':
      return {
        title: t('home.title'),
        content: (
          <CodeForm
            t={t}
            title={t('home.title')}
            lede={t('home.lede')}
            code={view.code ?? ''}
            fault={view.isCodeMissing ? t('code.missing') : undefined}
          />
        ),
      };
    case 'code-wrong':
      return {
        title: t('wrong.title'),
        content: <CodeForm t={t} title={t('wrong.title')} lede={t('wrong.lede')} code={view.code} />,
      };
    case 'thanks':
      return {
        title: t('thanks.title'),
        content: <ThanksPage receipt={view.receipt} hasComment={view.hasComment} qrSvg={view.qrSvg} />,
        foot: <Foot name={view.unit.name} />,
      };
    case 'already-sent':
      return {
        title: t('sent.title'),
        content: (
          <Message title={t('sent.title')} text={t('sent.text')}>
            <a class="button button-wide" href={`/c/${view.code}`}>
              {t('sent.new')}
            </a>
            <a class="button button-second button-wide" href="/r">
              {t('receipt.lookUp')}
            </a>
          </Message>
        ),
      };
    case 'withdrawn-before':
      return { title: t('withdrawn.before'), content: <WithdrawnBeforePage /> };
    case 'closed':
      return {
        title: t('closed.title'),
        content: (
          <Message title={t('closed.title')} text={t('closed.lede')} more={t('closed.text')}>
            <a class="button button-second button-wide" href="/">
              {t('closed.other')}
            </a>
          </Message>
        ),
      };
    case 'receipt':
      return {
        title: t('receipt.lookUp'),
        content: <ReceiptForm t={t} receipt={view.receipt} fault={view.fault} />,
      };
    case 'receipt-found':
      return { title: t('receipt.found'), content: <ReceiptFacts t={t} view={view} /> };
    case 'withdraw':
      return { title: t('withdraw.title'), content: <WithdrawForm t={t} receipt={view.receipt} /> };
    case 'withdrawn':
      return {
        title: t('withdrawn.title'),
        content: (
          <Message
            title={t('withdrawn.title')}
            text={<WithCode sentence={t('withdrawn.text', { code: '\0' })} code={view.receipt} />}
          >
            <a class="button button-second button-wide" href="/">
              {t('toHome')}
            </a>
          </Message>
        ),
      };
    case 'privacy':
      return { title: t('privacy.title'), content: <Privacy t={t} /> };
    case 'not-found':
      return {
        title: t('notFound.title'),
        content: (
          <Message title={t('notFound.title')} text={t('notFound.text')}>
            <a class="button button-second button-wide" href="/">
              {t('toHome')}
            </a>
          </Message>
        ),
      };
    case 'busy':
      return {
        title: t('busy.title'),
        content:
          view.sent === undefined ? (
            <Message title={t('busy.title')} text={t('busy.text', { seconds: view.retryAfterSeconds })} />
          ) : (
            <Message title={t('busy.title')} text={t('busy.kept', { seconds: view.retryAfterSeconds })}>
              <SendAgain t={t} sent={view.sent} />
            </Message>
          ),
      };
    case 'broken':
      return {
        title: t('broken.title'),
        content: <Message title={t('broken.title')} text={t('broken.text')} />,
      };
  }
}

function returnedForm(view: ServerView & ReturnedFormPage, t: T): { title: string; body: VNode } {
  const { form, answers, faults, notice } = view;
  const { plan } = form;
  const handle = { plan, seen: undefined, answers, faults, remaining: faults, answer: () => undefined };
  const words =
    notice === undefined
      ? undefined
      : notice.kind === 'busy'
        ? { title: t('unsent.busy'), text: t('unsent.plain', { seconds: notice.retryAfterSeconds }) }
        : { title: t('unsent.title'), text: t('reason.plainVersion') };
  return {
    title: form.unit.name[view.language] ?? form.unit.name['vi'] ?? '',
    body: (
      <FormContext.Provider value={handle}>
        <PlainForm
          form={form}
          submissionId={view.submissionId}
          languages={view.languages}
          isLarge={view.isLarge}
          notice={words}
          isReturned
        />
      </FormContext.Provider>
    ),
  };
}

function Message({
  title,
  text,
  more,
  children,
}: {
  title: string;
  text: ComponentChildren;
  more?: string;
  children?: ComponentChildren;
}) {
  return (
    <div class="page-state">
      <h1>{title}</h1>
      <p class="lede">{text}</p>
      {more !== undefined && <p>{more}</p>}
      {children !== undefined && <div class="actions-stack">{children}</div>}
    </div>
  );
}

/** The same form once more, to the same address. */
function SendAgain({ t, sent }: { t: T; sent: SentFields }) {
  return (
    <form method="post" action={sent.address}>
      {sent.fields.map(({ name, value }, index) => (
        <input key={index} type="hidden" name={name} value={value} />
      ))}
      <button class="button button-wide" type="submit">
        {t('busy.again')}
      </button>
    </form>
  );
}

function CodeForm({
  t,
  title,
  lede,
  code,
  fault,
}: {
  t: T;
  title: string;
  lede: string;
  code: string;
  fault?: string | undefined;
}) {
  return (
    <form class="page-state" action="/" noValidate>
      <h1>{title}</h1>
      <p class="lede">{lede}</p>
      <TextField
        id="code"
        name="code"
        label={t('code.label')}
        hint={t('code.hint')}
        value={code}
        fault={fault}
      />
      <p>
        <button class="button button-wide" type="submit">
          {t('code.open')}
        </button>
      </p>
    </form>
  );
}

function ReceiptForm({
  t,
  receipt,
  fault,
}: {
  t: T;
  receipt: string;
  fault: 'wrong' | 'unknown' | undefined;
}) {
  return (
    <form class="page-state" method="post" action="/r" noValidate>
      <h1>{t('receipt.lookUp')}</h1>
      <TextField
        id="receipt-code"
        name="receipt"
        label={t('receipt.code')}
        hint={t('receipt.hint')}
        value={receipt}
        fault={fault && t(`receipt.${fault}`)}
      />
      <p>
        <button class="button button-wide" type="submit">
          {t('receipt.button')}
        </button>
      </p>
    </form>
  );
}

function TextField({
  id,
  name,
  label,
  hint,
  value,
  fault,
}: {
  id: string;
  name: string;
  label: string;
  hint: string;
  value: string;
  fault: string | undefined;
}) {
  return (
    <div class={fault === undefined ? 'question' : 'question has-error'}>
      <label class="field-label" for={id}>
        {label}
      </label>
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
      {fault !== undefined && (
        <p class="error" id={`${id}-error`} role="alert">
          <Icon name="warning" />
          <span>{fault}</span>
        </p>
      )}
      <input
        class="field-input"
        id={id}
        name={name}
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        value={value}
        aria-invalid={fault === undefined ? undefined : 'true'}
        aria-describedby={fault === undefined ? `${id}-hint` : `${id}-error ${id}-hint`}
      />
    </div>
  );
}

function ReceiptFacts({ t, view }: { t: T; view: ServerView & { page: 'receipt-found' } }) {
  const { receipt, unit, day, status } = view.state;
  return (
    <div class="page-state">
      <h1>{t('receipt.found')}</h1>
      <dl class="facts">
        <div>
          <dt>{t('receipt.code')}</dt>
          <dd class="code">{receipt}</dd>
        </div>
        <div>
          <dt>{t('receipt.unit')}</dt>
          <dd>
            <Local text={unit.name} />
          </dd>
        </div>
        <div>
          <dt>{t('receipt.day')}</dt>
          <dd>{dayIn(day, view.language)}</dd>
        </div>
        <div>
          <dt>{t('receipt.state')}</dt>
          <dd>{t(`receipt.state.${status}`)}</dd>
        </div>
      </dl>
      <p class="quiet">{t('receipt.hidden')}</p>
      <form method="post" action="/r/withdraw">
        <input type="hidden" name="receipt" value={receipt} />
        <button class="button button-second button-wide" type="submit">
          {t('withdraw.link')}
        </button>
      </form>
    </div>
  );
}

function WithdrawForm({ t, receipt }: { t: T; receipt: string }) {
  return (
    <form class="page-state" method="post" action="/r/withdraw">
      <h1>{t('withdraw.title')}</h1>
      <p class="lede">
        <WithCode sentence={t('withdraw.text', { code: '\0' })} code={receipt} />
      </p>
      <input type="hidden" name="receipt" value={receipt} />
      <div class="actions-stack">
        <a class="button button-wide" href="/r">
          {t('withdraw.keep')}
        </a>
        <button class="button button-end button-wide" type="submit" name="confirmed" value="yes">
          {t('withdraw.do')}
        </button>
      </div>
    </form>
  );
}

/** A code inside a sentence, kept on one line where there is room. */
function WithCode({ sentence, code }: { sentence: string; code: string }) {
  const [before, after] = sentence.split('\0');
  return (
    <>
      {before}
      <span class="code">{code}</span>
      {after}
    </>
  );
}

function Privacy({ t }: { t: T }) {
  return (
    <div class="page-state">
      <h1>{t('privacy.title')}</h1>
      <ul class="list">
        <li>{t('privacy.asked')}</li>
        <li>{t('privacy.stored')}</li>
        <li>{t('privacy.counted')}</li>
        <li>{t('privacy.device')}</li>
        <li>{t('privacy.withdraw')}</li>
      </ul>
    </div>
  );
}

/** "Thứ Hai, 23/11/2026"; Khmer and English write the month out. */
function dayIn(day: LocalDay, language: Language): string {
  const locale = { vi: 'vi-VN', km: 'km-KH-u-nu-latn', en: 'en-GB' }[language] ?? 'vi-VN';
  const isVietnamese = locale === 'vi-VN';
  return new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: isVietnamese ? '2-digit' : 'numeric',
    month: isVietnamese ? '2-digit' : 'long',
    year: 'numeric',
    timeZone: 'Asia/Ho_Chi_Minh',
  }).format(new Date(`${day}T12:00:00+07:00`));
}
