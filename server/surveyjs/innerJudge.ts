import { Worker } from 'node:worker_threads';
import { problems } from '../domain/problem.ts';
import type { InnerJudge, InnerRequest, InnerVerdict } from '../domain/questionnaire/slowPath.ts';

export interface InnerJudgeOptions {
  /** For one form; a usual one takes some 50 ms. */
  limitMs?: number;
  /** How long the worker stays without work; survey-core takes some 60 MB. */
  idleMs?: number;
  /** Forms that wait for their turn; more are sent away for a moment. */
  longestQueue?: number;
  heapMb?: number;
  reportFailure?: (error: Error) => void;
}

interface Job {
  request: InnerRequest;
  resolve: (verdicts: InnerVerdict[]) => void;
  reject: (error: Error) => void;
}

/** Loading survey-core on a busy machine, from its source. */
const START_LIMIT_MS = 30_000;
const RETRY_SECONDS = 5;

/**
 * SurveyJS in a worker with limits of time and memory. It is started when the
 * first form of the slow path arrives, ends when none has come for a while, and
 * is thrown away when a form has kept it too long.
 */
export class InnerJudgeWorker {
  private worker: Worker | undefined;
  private isReady = false;
  private running: Job | undefined;
  private readonly waiting: Job[] = [];
  private timer: NodeJS.Timeout | undefined;
  private readonly options: Required<InnerJudgeOptions>;

  constructor(options: InnerJudgeOptions = {}) {
    this.options = {
      limitMs: 3_000,
      idleMs: 60_000,
      longestQueue: 100,
      heapMb: 192,
      reportFailure: () => undefined,
      ...options,
    };
  }

  /** @throws Problem of kind `unavailable` when it takes too long, too many wait, or the worker cannot run */
  readonly judge: InnerJudge = (request) => {
    if (this.waiting.length >= this.options.longestQueue) {
      return Promise.reject(problems.formBusy(RETRY_SECONDS));
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ request, resolve, reject });
      this.next();
    });
  };

  /** Ends the worker; what it had not finished is refused for the moment. */
  async close(): Promise<void> {
    const { worker } = this;
    this.drop(problems.formBusy(RETRY_SECONDS));
    for (const { reject } of this.waiting.splice(0)) reject(problems.formBusy(RETRY_SECONDS));
    await worker?.terminate();
  }

  private next(): void {
    if (this.running !== undefined) return;
    clearTimeout(this.timer);
    if (this.waiting.length === 0) {
      this.timer = setTimeout(() => void this.close(), this.options.idleMs).unref();
      this.worker?.unref();
      return;
    }
    if (this.worker === undefined) this.start();
    if (!this.isReady) {
      this.timer = setTimeout(() => this.fail(new Error('the worker did not start')), START_LIMIT_MS);
      return;
    }
    this.running = this.waiting.shift();
    this.worker?.ref();
    this.worker?.postMessage(this.running?.request);
    this.timer = setTimeout(() => {
      this.fail(new Error(`one form took longer than ${this.options.limitMs} ms`));
    }, this.options.limitMs);
  }

  private start(): void {
    const isSource = import.meta.url.endsWith('.ts');
    const entry = new URL(isSource ? './innerWorkerSource.mjs' : './innerWorker.js', import.meta.url);
    const worker = new Worker(entry, {
      resourceLimits: { maxOldGenerationSizeMb: this.options.heapMb, stackSizeMb: 4 },
      // what the process was started with (tsx, source maps) is none of its business
      execArgv: [],
    });
    this.worker = worker;
    const ifCurrent = (react: () => void) => {
      if (this.worker === worker) react();
    };
    worker.on('message', (message: 'ready' | InnerVerdict[]) => {
      ifCurrent(() => {
        if (message === 'ready') this.isReady = true;
        else this.running?.resolve(message);
        if (message !== 'ready') this.running = undefined;
        this.next();
      });
    });
    worker.on('error', (error: Error) => ifCurrent(() => this.fail(error)));
    worker.on('exit', (code) => ifCurrent(() => this.fail(new Error(`the worker ended with ${code}`))));
  }

  /** The running form is sent away for the moment, the others get a new worker. */
  private fail(error: Error): void {
    this.options.reportFailure(error);
    const { worker, isReady } = this;
    this.drop(problems.formBusy(RETRY_SECONDS));
    void worker?.terminate();
    // A worker that cannot even start would fail for ever.
    if (!isReady) for (const { reject } of this.waiting.splice(0)) reject(problems.formBusy(RETRY_SECONDS));
    this.next();
  }

  private drop(problem: Error): void {
    clearTimeout(this.timer);
    this.worker = undefined;
    this.isReady = false;
    this.running?.reject(problem);
    this.running = undefined;
  }
}
