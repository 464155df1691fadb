/** Names of the codes that this store sends; drivers act on both. */
const codeNames = {
  1: 'InternalError',
  2: 'BadValue',
  9: 'FailedToParse',
  14: 'TypeMismatch',
  15: 'Overflow',
  16: 'InvalidLength',
  17: 'ProtocolError',
  20: 'IllegalOperation',
  22: 'InvalidBSON',
  26: 'NamespaceNotFound',
  27: 'IndexNotFound',
  28: 'PathNotViable',
  40: 'ConflictingUpdateOperators',
  43: 'CursorNotFound',
  50: 'MaxTimeMSExpired',
  54: 'NotSingleValueField',
  56: 'EmptyFieldName',
  52: 'DollarPrefixedFieldName',
  53: 'InvalidIdField',
  59: 'CommandNotFound',
  66: 'ImmutableField',
  67: 'CannotCreateIndex',
  72: 'InvalidOptions',
  73: 'InvalidNamespace',
  85: 'IndexOptionsConflict',
  86: 'IndexKeySpecsConflict',
  91: 'ShutdownInProgress',
  146: 'ExceededMemoryLimit',
  168: 'InvalidPipelineOperator',
  175: 'QueryPlanKilled',
  171: 'CannotIndexParallelArrays',
  197: 'InvalidIndexSpecificationOption',
  241: 'ConversionFailure',
  238: 'NotImplemented',
  292: 'QueryExceededMemoryLimitNoDiskUseAllowed',
  10334: 'BSONObjectTooLarge',
  14031: 'OutOfDiskSpace',
  40415: 'IDLUnknownField',
  11000: 'DuplicateKey',
} as const;

export type ErrorCode = keyof typeof codeNames | number;

/** A failure that the client is told: MongoDB's code, its name, one sentence, and what drivers expect beside them. */
export class StoreError extends Error {
  readonly code: number;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'StoreError';
    this.code = code;
    this.extra = extra;
  }

  get codeName(): string {
    return (codeNames as Record<number, string>)[this.code] ?? `Location${this.code}`;
  }
}

/** The refusal of something that MongoDB has and this store has not. */
export const unsupported = (name: string): StoreError =>
  new StoreError(
    238,
    `the embedded store does not support ${name}; set MONGODB_URI to use MongoDB (see server/embedded/README.md)`,
  );

export const badValue = (message: string): StoreError => new StoreError(2, message);

export const failedToParse = (message: string): StoreError => new StoreError(9, message);

export const typeMismatch = (message: string): StoreError => new StoreError(14, message);
