import express from 'express';
import supertest from 'supertest';
import { describe, expect, test } from '@jest/globals';
import { securityHeaders } from '../../server/http/securityHeaders.ts';
import { staffPageRoutes } from '../../server/http/staffPageRoutes.ts';

const assets = {
  script: '/assets/staff-1.js',
  preloads: ['/assets/part-2.js'],
  styles: ['/assets/staff-3.css'],
};

const client = (isDemo = false) =>
  supertest(
    express()
      .use(securityHeaders({ isHttps: false, css: [] }))
      .use(staffPageRoutes({ assets, isDemo })),
  );

describe('the page of the staff application', () => {
  test.each(['/staff', '/staff/', '/staff/figures/units/x?from=2026-01-01', '/staff/invitation'])(
    '%s is the same page',
    async (path) => {
      const { text } = await client().get(path).expect(200).expect('Content-Type', /html/);

      expect(text).toContain('<script type="module" src="/assets/staff-1.js">');
      expect(text).toContain('<link rel="stylesheet" href="/assets/staff-3.css">');
      expect(text).toContain('<html lang="vi">');
    },
  );

  test('holds nothing that the content security policy forbids', async () => {
    const { text } = await client().get('/staff');

    expect(text).not.toMatch(/ style=|<style| on\w+=/);
    expect([...text.matchAll(/<script(?![^>]*src=)([^>]*)>/g)].map(([, rest]) => rest)).toEqual([
      ' type="application/json" id="page-state"',
    ]);
  });

  test('names the nonce of its own response, and is never kept', async () => {
    const { text, headers } = await client().get('/staff');

    const nonce = /name="style-nonce" content="([^"]+)"/.exec(text)?.[1];
    expect(headers['content-security-policy']).toContain(`'nonce-${nonce}'`);
    expect(headers['cache-control']).toBe('no-store');
  });

  test('tells the browser whether this is a demonstration', async () => {
    expect((await client(true).get('/staff')).text).toContain('{"isDemo":true}');
    expect((await client(false).get('/staff')).text).toContain('{"isDemo":false}');
  });

  test('other addresses are not its own', async () => {
    await client().get('/staffing').expect(404);
  });
});
