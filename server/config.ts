import { z } from 'zod';

/** Settings from the environment, parsed once (design, section 12). */
export interface Config {
  port: number;
  host: string;
  publicUrl: string;
  dataDir: string;
  mongodbUri?: string;
  secret?: string;
  /** Number of proxies in front whose X-Forwarded-For entries are believed; 0 = none. */
  trustProxy: number;
  logLevel: string;
  isProduction: boolean;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const wholeNumber = (highest: number) => {
  const error = `must be a whole number from 0 to ${highest}`;
  return z.string().regex(/^\d+$/, error).transform(Number).pipe(z.number().max(highest, error));
};

const settings = z.object({
  PORT: wholeNumber(65_535).default(3000),
  HOST: z.string().min(1).optional(),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must be an address like https://example.vn' }).optional(),
  DATA_DIR: z.string().min(1).default('./data'),
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'must begin with mongodb:// or mongodb+srv://')
    .optional(),
  SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  TRUST_PROXY: wholeNumber(10).default(0),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }).default('info'),
  NODE_ENV: z.string().optional(),
});

/**
 * @throws Error whose message names every setting that is wrong and what it must be
 */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = settings.safeParse(given);
  if (!result.success) {
    const faults = result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw new Error(`The settings are wrong. ${faults.join('; ')}. Correct the environment and start again.`);
  }
  const { PORT, HOST, PUBLIC_URL, DATA_DIR, MONGODB_URI, SECRET, TRUST_PROXY, LOG_LEVEL, NODE_ENV } =
    result.data;
  if (MONGODB_URI !== undefined && SECRET === undefined) {
    throw new Error(
      'MONGODB_URI is set, so several processes may share one database: set SECRET too (at least 32 characters, the same everywhere).',
    );
  }
  return {
    port: PORT,
    host: HOST ?? 'localhost',
    publicUrl: (PUBLIC_URL ?? `http://localhost:${PORT}`).replace(/\/+$/, ''),
    dataDir: DATA_DIR,
    ...(MONGODB_URI === undefined ? {} : { mongodbUri: MONGODB_URI }),
    ...(SECRET === undefined ? {} : { secret: SECRET }),
    trustProxy: TRUST_PROXY,
    logLevel: LOG_LEVEL,
    isProduction: NODE_ENV === 'production',
  };
}
