import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as bullmq from 'bullmq';
import * as ioredis from 'ioredis';
import { InterruptedError, QueueError } from '../../../../src/errors.js';
import { parseQueueAddress } from '../../../../src/experiment/executors/queue/queue-address.js';
import {
  loadQueuePackages,
  QueueConnection,
} from '../../../../src/experiment/executors/queue/queue-connection.js';
import { hasOpenssl, makeCertificates, tlsOptions } from '../../../support/certificates.js';
import { freePort, hasRedis, RedisServer } from '../../../support/redis.js';

/** What a connection says, or why there is none. */
async function open(
  url: string,
  environment: Record<string, string> = {},
  signal = new AbortController().signal,
  patienceSeconds = 0,
): Promise<{ readonly lines: string[]; readonly error?: unknown }> {
  const lines: string[] = [];
  try {
    const address = parseQueueAddress(url, environment);
    const say = (line: string) => lines.push(line);
    const connection = await QueueConnection.open(address, { signal, say, patienceSeconds });
    connection.close();
    return { lines };
  } catch (error) {
    return { lines, error };
  }
}

test('packages that npm left out are named with the command that installs them', async () => {
  const missing = Object.assign(new Error("Cannot find package 'ioredis' imported from x.js"), {
    code: 'ERR_MODULE_NOT_FOUND',
  });
  await expect(loadQueuePackages(() => Promise.reject(missing))).rejects.toThrow(
    '--queue needs the packages bullmq and ioredis, and ioredis is not installed: npm install bullmq ioredis',
  );
  await expect(loadQueuePackages(() => Promise.resolve([bullmq, ioredis]))).resolves.toBeDefined();
});

test('where no Redis answers, one line says so', async () => {
  const port = await freePort();
  const { error } = await open(`redis://127.0.0.1:${port}/trees`);
  expect(error).toEqual(
    new QueueError(
      `no Redis answers without TLS (redis://) at redis://127.0.0.1:${port}/trees (ECONNREFUSED); start it there, or correct --queue`,
    ),
  );
  const { error: nowhere } = await open('redis://no-such-host.invalid/trees', {
    SDT_REDIS_PASSWORD: 'secret',
  });
  expect(String(nowhere)).toMatch(/no Redis answers .* at redis:\/\/no-such-host\.invalid:6379\/trees \(E/);
});

test('where none answers for a while, one line says so at once, and another in the end; a name that nobody knows is not waited for', async () => {
  const url = `redis://127.0.0.1:${await freePort()}/trees`;
  const start = performance.now();
  const { lines, error } = await open(url, {}, undefined, 1);
  expect(performance.now() - start).toBeGreaterThan(1000);
  expect(lines).toEqual([`Waiting for Redis at ${url}`]);
  expect(String(error)).toMatch(/\(ECONNREFUSED\); start it there, or correct --queue; waited 1 second$/);
  const unknown = await open('redis://no-such-host.invalid/trees', {}, undefined, 60);
  expect([unknown.lines, String(unknown.error)]).toEqual([[], expect.stringMatching(/no Redis answers/)]);
});

test('Ctrl-C ends the waiting', async () => {
  const stopping = new AbortController();
  setTimeout(() => stopping.abort(), 100);
  const url = `redis://127.0.0.1:${await freePort()}/trees`;
  expect((await open(url, {}, stopping.signal, 60)).error).toBeInstanceOf(InterruptedError);
});

const suite = hasRedis() ? describe : describe.skip;

suite('a Redis that is there', () => {
  async function withServer(options: readonly string[], work: (redis: RedisServer) => Promise<void>) {
    const redis = await RedisServer.start(options);
    try {
      await work(redis);
    } finally {
      await redis.remove();
    }
  }

  test('one that is being restarted is waited for', async () => {
    await withServer([], async (redis) => {
      await redis.end('SIGTERM');
      const opening = open(redis.url(), {}, undefined, 60);
      await new Promise((resolve) => setTimeout(resolve, 700));
      await redis.begin();
      expect(await opening).toEqual({ lines: [`Waiting for Redis at ${redis.url()}`] });
    });
  });

  test('a password that is missing or wrong is told in one line, without it', async () => {
    await withServer(['--requirepass', 'right-one'], async (redis) => {
      for (const environment of [
        {},
        { SDT_REDIS_PASSWORD: 'wrong-one' },
        { SDT_REDIS_USER: 'me', SDT_REDIS_PASSWORD: 'wrong-one' },
      ]) {
        const { error } = await open(redis.url(), environment);
        expect(error).toBeInstanceOf(QueueError);
        expect(String(error)).toMatch(
          /refuses user or password; give them in SDT_REDIS_USER and SDT_REDIS_PASSWORD/,
        );
        expect(String(error)).not.toMatch(/-one|\n/);
      }
      expect(await open(redis.url(), { SDT_REDIS_PASSWORD: 'right-one' })).toEqual({ lines: [] });
      expect(await open(redis.url().replace('//', '//default:right-one@'))).toEqual({ lines: [] });
    });
  });

  test('one that would throw results away is refused, and one that forgets is told', async () => {
    await withServer(['--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru'], async (redis) => {
      const { error } = await open(redis.url());
      expect(String(error)).toMatch(
        /throws results away .*maxmemory-policy allkeys-lru\); set it to noeviction/,
      );
    });
    await withServer(['--appendonly', 'no'], async (redis) => {
      const { lines, error } = await open(redis.url());
      expect(error).toBeUndefined();
      expect(lines).toEqual([expect.stringMatching(/keeps no log of changes on its disk \(appendonly no\)/)]);
    });
  });

  test('a database that it has not is told', async () => {
    await withServer([], async (redis) => {
      const { error } = await open(`${redis.url()}?db=99`);
      expect(String(error)).toMatch(/has no database of this number/);
    });
  });

  test('Ctrl-C ends the waiting for one that says nothing', async () => {
    const { createServer } = await import('node:net');
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const port = (silent.address() as { port: number }).port;
    const stopping = new AbortController();
    setTimeout(() => stopping.abort(), 100);
    const { error } = await open(`redis://127.0.0.1:${port}/trees`, {}, stopping.signal);
    expect(error).toBeInstanceOf(InterruptedError);
    silent.close();
  });

  test('with TLS a certificate that nobody vouches for is refused, and no TLS is told from it', async () => {
    if (!hasOpenssl()) return;
    const folder = await mkdtemp(path.join(os.tmpdir(), 'sdt-tls-'));
    try {
      await withServer(tlsOptions(makeCertificates(folder), await freePort()), async (redis) => {
        const { error } = await open(redis.url().replace('redis:', 'rediss:'));
        expect(String(error)).toMatch(
          /certificate of Redis at rediss:.* is not trusted \(.*NODE_EXTRA_CA_CERTS=FILE/,
        );
        const { error: plain } = await open(redis.url());
        expect(String(plain)).toMatch(/no Redis answers without TLS \(redis:\/\/\)/);
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
