import type { Campaign, Collector } from './campaign.ts';
import type { LocalDay } from './day.ts';
import type { AnswerFault, Plan } from './questionnaire/plan.ts';
import type { RawAnswers } from './questionnaire/formState.ts';
import type { Language, LocalizedText } from './text.ts';
import type { UnitId, UnitKind } from './unit.ts';

/**
 * What a citizen is shown, page by page. Routes decide which page it is, the
 * client renders it; neither knows the other.
 */

/** What stands behind a collector's code on one day. */
export interface CitizenForm {
  collector: Pick<Collector, 'code' | 'label' | 'channel' | 'procedure'>;
  campaign: Pick<Campaign, 'id' | 'name'>;
  unit: {
    id: UnitId;
    name: LocalizedText;
    kind: UnitKind;
    parent?: { id: UnitId; name: LocalizedText };
  };
  version: string;
  plan: Plan;
}

/** Where a submission stands; never what it says. */
export interface ReceiptState {
  receipt: string;
  unit: { name: LocalizedText };
  day: LocalDay;
  status: 'counted' | 'waiting' | 'kept-aside';
}

/** Languages that the pages themselves are written in; the first is the one without a choice. */
export const PAGE_LANGUAGES: readonly Language[] = ['vi', 'km', 'en'];

/** What every page needs to know. */
export interface PageFrame {
  language: Language;
  /** Languages to choose from, for `?lang=`. */
  languages: readonly Language[];
  /** Generated offices and answers: marked DEMO. */
  isDemo: boolean;
  /** The reader has asked for large text. */
  isLarge: boolean;
}

/** The questionnaire behind a code, before anything was answered: it comes alive in the browser. */
export interface FormPage {
  page: 'form';
  form: CitizenForm;
  /** For the form without script: a UUID made when the page was. */
  submissionId: string;
}

/** The same questionnaire as it came back from a browser without script, with everything that was typed. */
export interface ReturnedFormPage {
  page: 'returned-form';
  form: CitizenForm;
  submissionId: string;
  answers: RawAnswers;
  faults: readonly AnswerFault[];
  /** Why it was not taken, where that is not in the answers. */
  notice?: { kind: 'busy'; retryAfterSeconds: number } | { kind: 'version' };
}

/** A form's body as a browser sent it, so that it can be sent again from the page. */
export interface SentFields {
  /** Path and query that it was sent to. */
  address: string;
  fields: readonly { name: string; value: string }[];
}

export type CitizenPage =
  | { page: 'home'; code?: string; isCodeMissing?: boolean }
  | FormPage
  | ReturnedFormPage
  | {
      page: 'thanks';
      unit: CitizenForm['unit'];
      receipt: string;
      hasComment: boolean;
      /** Markup of the QR code that opens the look-up with this receipt. */
      qrSvg: string;
    }
  | { page: 'already-sent'; code: string }
  | { page: 'withdrawn-before' }
  | { page: 'code-wrong'; code: string }
  | { page: 'closed' }
  | { page: 'receipt'; receipt: string; fault?: 'wrong' | 'unknown' }
  | { page: 'receipt-found'; state: ReceiptState }
  | { page: 'withdraw'; receipt: string }
  | { page: 'withdrawn'; receipt: string }
  | { page: 'privacy' }
  | { page: 'not-found' }
  | { page: 'busy'; retryAfterSeconds: number; sent?: SentFields }
  | { page: 'broken' };

export type CitizenView = PageFrame & CitizenPage;

/** What a citizen's page is dressed with. */
export interface PageAssets {
  /** Hashed address. */
  script: string;
  /** Hashed addresses of the parts of the script that it asks for at once. */
  preloads: readonly string[];
  /** The style sheet itself: inside the page it saves a slow line a round trip before anything is seen. */
  css: string;
}

/** Turns a view into a whole HTML document. Implemented in client/citizen/render.tsx. */
export type RenderCitizenPage = (view: CitizenView, assets: PageAssets) => string;
