import express, { type RequestHandler } from 'express';
import { problems } from '../domain/problem.ts';

/** Reads a JSON body up to a size; anything that is not JSON is refused before it is read. */
export function jsonBody(limitBytes: number): RequestHandler[] {
  return [
    (req, _res, next) => {
      next(req.is('application/json') === 'application/json' ? undefined : problems.jsonNeeded());
    },
    express.json({ limit: limitBytes }),
  ];
}
