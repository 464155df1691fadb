import express from 'express';
import supertest from 'supertest';
import { expect, test } from '@jest/globals';
import { securityHeaders } from '../../server/http/securityHeaders.ts';

test('of inline styles only our sheets and what carries the nonce are let through, of inline scripts none', async () => {
  const app = express()
    .use(securityHeaders({ isHttps: false, css: ['p{}'] }))
    .get('/', (_req, res) => {
      res.send(String(res.locals['nonce']));
    });

  const { headers, text: nonce } = await supertest(app).get('/').expect(200);

  const policy = String(headers['content-security-policy']);
  // printf 'p{}' | openssl dgst -sha256 -binary | base64
  expect(policy).toContain(
    `style-src 'self' 'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y=' 'nonce-${nonce}';`,
  );
  expect(policy).toContain("script-src 'self';");
});
