import { describe, expect, test } from '@jest/globals';
import { UsageError } from '../../../../src/errors.js';
import {
  parseQueueAddress,
  withoutSecrets,
} from '../../../../src/experiment/executors/queue/queue-address.js';

const parse = (text: string, environment: Record<string, string> = {}) =>
  parseQueueAddress(text, environment);

describe('the address of a queue', () => {
  test('has a host and a name, and the usual port and database', () => {
    expect(parse('redis://queue.example/trees')).toEqual({
      host: 'queue.example',
      port: 6379,
      tls: false,
      database: 0,
      name: 'trees',
      user: undefined,
      password: undefined,
      text: 'redis://queue.example:6379/trees',
    });
    expect(parse('rediss://[::1]:7000/my.trees?db=2')).toMatchObject({
      host: '::1',
      port: 7000,
      tls: true,
      database: 2,
      text: 'rediss://[::1]:7000/my.trees?db=2',
    });
  });

  test('may hold user and password, which those of the environment go before, and which are never in its text', () => {
    const given = parse('redis://me:s%20cret@host/trees');
    expect(given).toMatchObject({ user: 'me', password: 's cret', text: 'redis://host:6379/trees' });
    const environment = { SDT_REDIS_USER: 'other', SDT_REDIS_PASSWORD: 'better' };
    expect(parse('redis://me:s%20cret@host/trees', environment)).toMatchObject({
      user: 'other',
      password: 'better',
    });
    expect(parse('redis://host/trees', { SDT_REDIS_PASSWORD: '' }).password).toBeUndefined();
    expect(withoutSecrets('AUTH s cret and s%20cret', given)).toBe('AUTH *** and ***');
    expect(withoutSecrets('NOPERM User me has no permissions for some "me"', given)).toBe(
      'NOPERM User *** has no permissions for some "***"',
    );
    expect(withoutSecrets('the default user', { ...given, user: 'default' })).toBe('the default user');
  });

  test.each([
    'http://host/trees',
    'host/trees',
    'redis:///trees',
    'redis://host',
    'redis://host/0',
    'redis://host/a/b',
    'redis://host/trees?database=1',
    'redis://host/trees?db=x',
    'redis://host/trees#1',
    'redis://me:50%@host/trees',
  ])('%s is refused, without the password that it may hold', (text) => {
    expect(() => parse(text)).toThrow(UsageError);
    expect(() => parse(text.replace('//', '//me:hidden@'))).toThrow(/^(?!.*hidden).*--queue/);
  });

  test.each(['redis://default:/hidden@host:7391/trees', 'redis://me:12/hidden@host/trees'])(
    '%s: told how to write a "/", without the password',
    (text) => {
      expect(() => parse(text)).toThrow(/^(?!.*hidden).*--queue has a "\/".*%2F/);
    },
  );
});
