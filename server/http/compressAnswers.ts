import { constants } from 'node:zlib';
import compression from 'compression';
import type { RequestHandler } from 'express';

/** Answers of 1 KB and more are packed as the caller can read them; what lies packed beside its file is left alone. */
export const compressAnswers = (): RequestHandler =>
  compression({
    // Bytes of a file that were asked for by number are those of the file.
    filter: (req, res) => req.headers.range === undefined && compression.filter(req, res),
    // 5: the size of the best gzip in a tenth of its time.
    brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } },
  });
