import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { problems } from '../domain/problem.ts';
import type { InnerJudge, InnerRequest, InnerVerdict } from '../domain/questionnaire/slowPath.ts';
import type { ChildReply } from './judgeChild.ts';

export interface JudgeProcessOptions {
  /** For one form. */
  limitMs?: number;
  /** How long a form may wait for its turn before it is sent away for a moment; under the patience of clients. */
  patienceMs?: number;
  /** How long the process stays without work; it takes some 130 MB. */
  idleMs?: number;
  /** Forms that wait for their turn; more are sent away for a moment. */
  longestQueue?: number;
  heapMb?: number;
  /** Told when a form took too long, or the process ended by itself. */
  reportFailure?: (error: Error) => void;
}

interface Job {
  request: InnerRequest;
  resolve: (verdicts: InnerVerdict[]) => void;
  reject: (error: Error) => void;
  patience: NodeJS.Timeout;
}

/** Loading survey-core on a busy machine, from its source. */
const START_LIMIT_MS = 30_000;
const RETRY_SECONDS = 5;

/**
 * SurveyJS in a process of its own with limits of time and memory: a crafted
 * form may kill it, and nothing else (a worker thread that runs out of memory
 * can take its process along). It is started when the first form of the slow
 * path arrives, ends when none has come for a while, and is killed when a form
 * has kept it too long. It knows no setting and no secret, and prints nothing.
 */
export class JudgeProcess {
  private child: ChildProcess | undefined;
  private isReady = false;
  private running: Job | undefined;
  private readonly waiting = new Set<Job>();
  private timer: NodeJS.Timeout | undefined;
  private readonly options: Required<JudgeProcessOptions>;

  constructor(options: JudgeProcessOptions = {}) {
    this.options = {
      limitMs: 5_000,
      patienceMs: 10_000,
      idleMs: 60_000,
      longestQueue: 100,
      heapMb: 192,
      reportFailure: () => undefined,
      ...options,
    };
  }

  /**
   * @throws Problem `form-busy` when it takes too long, too many wait, or the process cannot run
   * @throws Error when survey-core itself fails
   */
  readonly judge: InnerJudge = (request) => {
    if (this.waiting.size >= this.options.longestQueue) return Promise.reject(busy());
    return new Promise((resolve, reject) => {
      const patience = setTimeout(() => {
        if (this.waiting.delete(job)) reject(busy());
      }, this.options.patienceMs);
      const job: Job = { request, resolve, reject, patience };
      this.waiting.add(job);
      this.next();
    });
  };

  /** While it runs. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Ends the process; what it had not finished is refused for the moment. */
  close(): void {
    const { child } = this;
    this.drop();
    this.refuseWaiting();
    child?.kill('SIGKILL');
  }

  private next(): void {
    if (this.running !== undefined) return;
    const [job] = this.waiting;
    if (job === undefined) return this.rest();
    if (this.child === undefined) this.start();
    if (!this.isReady) return;

    this.waiting.delete(job);
    clearTimeout(job.patience);
    this.running = job;
    this.child?.ref();
    this.child?.channel?.ref();
    this.child?.send(job.request, (error) => {
      if (error !== null && this.running === job) this.fail(error);
    });
    this.failAfter(this.options.limitMs, `one form took longer than ${this.options.limitMs} ms`);
  }

  /** Nothing to do: it keeps nobody alive, and ends after a while. */
  private rest(): void {
    clearTimeout(this.timer);
    if (this.child === undefined) return;
    this.child.unref();
    this.child.channel?.unref();
    this.timer = setTimeout(() => this.close(), this.options.idleMs).unref();
  }

  private start(): void {
    const isSource = import.meta.url.endsWith('.ts');
    const entry = new URL(isSource ? './judgeChild.ts' : './judgeChild.js', import.meta.url);
    const child = fork(fileURLToPath(entry), {
      execArgv: [`--max-old-space-size=${this.options.heapMb}`, ...(isSource ? ['--import', 'tsx'] : [])],
      env: {},
      // survey-core prints answers that it cannot take
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.child = child;
    this.failAfter(START_LIMIT_MS, 'the process did not start');
    // A process that was given up may still have something to say.
    const ifCurrent = (react: () => void) => {
      if (this.child === child) react();
    };
    child.on('message', (message) => ifCurrent(() => this.receive(message as 'ready' | ChildReply)));
    child.on('error', (error) => ifCurrent(() => this.fail(error)));
    child.on('exit', (code, signal) => {
      ifCurrent(() => this.fail(new Error(`the process ended with ${signal ?? code}`)));
    });
  }

  private receive(message: 'ready' | ChildReply): void {
    clearTimeout(this.timer);
    if (message === 'ready') {
      this.isReady = true;
    } else {
      const job = this.running;
      this.running = undefined;
      if ('verdicts' in message) job?.resolve(message.verdicts);
      else job?.reject(new Error(`survey-core failed on a form: ${message.failure}`));
    }
    this.next();
  }

  private failAfter(limitMs: number, message: string): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fail(new Error(message)), limitMs);
  }

  /** The running form is sent away for the moment, the others get a new process. */
  private fail(error: Error): void {
    this.options.reportFailure(error);
    const { child, isReady } = this;
    this.drop();
    child?.kill('SIGKILL');
    // One that cannot even start would fail for ever.
    if (!isReady) this.refuseWaiting();
    this.next();
  }

  private drop(): void {
    clearTimeout(this.timer);
    this.child = undefined;
    this.isReady = false;
    this.running?.reject(busy());
    this.running = undefined;
  }

  private refuseWaiting(): void {
    for (const { reject, patience } of this.waiting) {
      clearTimeout(patience);
      reject(busy());
    }
    this.waiting.clear();
  }
}

const busy = (): Error => problems.formBusy(RETRY_SECONDS);
