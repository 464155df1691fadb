import { describe, expect, test } from '@jest/globals';
import { parseConfig } from '../server/config.ts';

describe('settings', () => {
  test('without any, the platform runs on port 3000 with its own store in ./data', () => {
    expect(parseConfig({})).toEqual({
      port: 3000,
      host: 'localhost',
      publicUrl: 'http://localhost:3000',
      dataDir: './data',
      trustProxy: 0,
      logLevel: 'info',
      isProduction: false,
    });
  });

  test('an empty setting counts as absent', () => {
    expect(parseConfig({ PORT: '', MONGODB_URI: '' })).toEqual(parseConfig({}));
  });

  test('PUBLIC_URL loses its last slash, so that addresses can be put behind it', () => {
    expect(parseConfig({ PUBLIC_URL: 'https://hailong.example.vn/' }).publicUrl).toBe(
      'https://hailong.example.vn',
    );
  });

  test('everything that is wrong is named at once', () => {
    expect(() => parseConfig({ PORT: '70000', SECRET: 'short', LOG_LEVEL: 'loud' })).toThrow(
      /PORT.*SECRET.*at least 32 characters.*LOG_LEVEL/s,
    );
  });

  test('a setting that is not understood is told what it must be', () => {
    expect(() => parseConfig({ PORT: 'abc' })).toThrow(/PORT must be a whole number from 0 to 65535/);
    expect(() => parseConfig({ TRUST_PROXY: '1.5' })).toThrow(
      /TRUST_PROXY must be a whole number from 0 to 10/,
    );
    expect(() => parseConfig({ PUBLIC_URL: 'example.vn' })).toThrow(
      /PUBLIC_URL must be an address like https:\/\/example\.vn/,
    );
    expect(() => parseConfig({ LOG_LEVEL: 'loud' })).toThrow(/LOG_LEVEL must be one of fatal, error/);
  });

  test('a database that several processes share needs a shared secret', () => {
    expect(() => parseConfig({ MONGODB_URI: 'mongodb://localhost/sipas' })).toThrow(/set SECRET too/);
  });

  test('MONGODB_URI must be the address of a MongoDB', () => {
    expect(() => parseConfig({ MONGODB_URI: 'postgres://localhost/sipas' })).toThrow(
      /must begin with mongodb/,
    );
  });
});
