import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { zipSync } from 'fflate';
import { DataUnavailableError, QueueError } from '../../../../../src/errors.js';
import { contentsDigest } from '../../../../../src/experiment/executors/queue/share/data-digest.js';
import { openShare } from '../../../../../src/experiment/executors/queue/share/open-share.js';
import { loadS3Package } from '../../../../../src/experiment/executors/queue/share/s3-objects.js';
import { UnfitWorkerError } from '../../../../../src/experiment/executors/queue/unfit-worker.js';
import { freePort } from '../../../../support/redis.js';
import { S3Store } from '../../../../support/s3.js';
import { inTemporaryFolder } from '../../../trial-cases.js';

let store: S3Store;
beforeAll(async () => {
  store = await S3Store.start('trees');
});
afterAll(() => store.remove());

const open = (place: string, more: Record<string, string> = {}) =>
  openShare(place, { ...store.environment, ...more });

async function problemOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(QueueError);
  const text = String(error);
  expect(text).not.toMatch(/\n|hidden/);
  return text;
}

test('the package that npm left out is named with the command that installs it', async () => {
  const missing = Object.assign(new Error("Cannot find package 'aws4fetch' imported from x.js"), {
    code: 'ERR_MODULE_NOT_FOUND',
  });
  await expect(loadS3Package(() => Promise.reject(missing))).rejects.toThrow(
    '--share s3://... needs the package aws4fetch, which is not installed: npm install aws4fetch',
  );
});

describe('a store that checks signatures', () => {
  test('takes files below the prefix and gives them again', async () => {
    const share = await open('s3://trees/one two/+');
    expect(await share.get('teachers/ab', ['model.json'])).toEqual([undefined]);
    await share.put(
      'teachers/ab',
      new Map([
        ['weights.bin', Buffer.alloc(100_000, 'x')],
        ['model.json', Buffer.from('{}')],
      ]),
    );
    expect(await share.get('teachers/ab', ['model.json', 'none', 'weights.bin'])).toEqual([
      Buffer.from('{}'),
      undefined,
      Buffer.alloc(100_000, 'x'),
    ]);
    expect(await store.objects('trees')).toEqual(
      expect.arrayContaining(['one two/+/teachers/ab/model.json', 'one two/+/teachers/ab/weights.bin']),
    );
    expect(await (await open('s3://trees/other')).get('teachers/ab', ['model.json'])).toEqual([undefined]);
  });

  test('brings a file and a folder to a machine, once', async () => {
    await inTemporaryFolder(async (folder) => {
      const share = await open('s3://trees/data');
      await mkdir(path.join(folder, 'images/cats'), { recursive: true });
      await writeFile(path.join(folder, 'images/cats/1.png'), 'a cat');
      await writeFile(path.join(folder, 'images/labels.csv'), 'cat');
      await writeFile(path.join(folder, 'stones.csv'), 'a table');
      const [table = '', images = ''] = await Promise.all(
        ['stones.csv', 'images'].map((name) => share.putData(path.join(folder, name))),
      );
      expect(table).toMatch(/^data\/[0-9a-f]{16}\/stones\.csv$/);
      expect(images).toMatch(/^folders\/[0-9a-f]{16}\/images$/);
      const before = await store.objects('trees');
      expect(await share.putData(path.join(folder, 'stones.csv'))).toBe(table);
      expect(await store.objects('trees')).toEqual(before);

      const here = path.join(folder, 'here');
      expect(await readFile(await share.dataPath(table, here), 'utf8')).toBe('a table');
      const brought = await share.dataPath(images, here);
      expect((await readdir(brought, { recursive: true })).sort()).toEqual([
        'cats',
        'cats/1.png',
        'labels.csv',
      ]);
      expect(await readFile(path.join(brought, 'cats/1.png'), 'utf8')).toBe('a cat');
      expect(await share.dataPath(images, here)).toBe(brought);
      expect(await share.putData('mnist')).toBeUndefined();
    });
  });

  test('an object that is cut short, is another or leads out of its folder is refused, and leaves nothing', async () => {
    await inTemporaryFolder(async (folder) => {
      const share = await open('s3://trees/bad');
      const source = path.join(folder, 'stones.csv');
      await writeFile(source, 'a table of many stones');
      const place = (await share.putData(source)) ?? '';
      await truncate(store.fileOf('trees', `bad/${place}`), 7);
      const here = path.join(folder, 'here');
      await expect(share.dataPath(place, here)).rejects.toThrow(
        new DataUnavailableError(
          `s3://trees/bad: ${place} is damaged or cut short (7 bytes); remove it, and start the experiment again`,
        ),
      );
      const gone = `data/${'0'.repeat(16)}/stones.csv`;
      await expect(share.dataPath(gone, here)).rejects.toThrow(`${gone} is not there`);
      for (const none of ['data/../x', `data/${'0'.repeat(16)}/..`, 'elsewhere/x'])
        await expect(share.dataPath(none, here)).rejects.toThrow('is no place of data');

      const outside = new Map([['../../out.txt', Buffer.from('x')]]);
      const foreign = `folders/${contentsDigest(outside)}/images`;
      await share.put(
        path.dirname(foreign),
        new Map([['images.zip', Buffer.from(zipSync(Object.fromEntries(outside)))]]),
      );
      await expect(share.dataPath(foreign, here)).rejects.toThrow('is damaged or cut short');
      expect(await readdir(folder)).toEqual(['stones.csv']);
    });
  });

  test('a wrong key and a bucket that is not there are told in one line, before anything else', async () => {
    for (const more of [
      { AWS_SECRET_ACCESS_KEY: 'hidden' },
      { AWS_ACCESS_KEY_ID: 'hidden', AWS_SECRET_ACCESS_KEY: 'hidden' },
    ]) {
      const refused = await open('s3://trees/x', more);
      const problem = await problemOf(refused.assertThere());
      expect(problem).toMatch(
        /s3:\/\/trees\/x: http:.* refuses AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or what they may do there \((SignatureDoesNotMatch|InvalidAccessKeyId), status 403\)/,
      );
      await expect(refused.get('a', ['b'])).rejects.toThrow(UnfitWorkerError);
    }
    const elsewhere = await open('s3://no-bucket/x');
    const words = /s3:\/\/no-bucket\/x: http:.* has no bucket "no-bucket"; make it, or correct --share/;
    expect(await problemOf(elsewhere.assertThere())).toMatch(words);
    expect(await problemOf(elsewhere.get('a', ['b']))).toMatch(words);
  });
});

test('no store at the endpoint is told in one line, after some tries', async () => {
  const endpoint = `http://127.0.0.1:${await freePort()}`;
  const share = await open('s3://trees/x', { AWS_ENDPOINT_URL: endpoint });
  expect(await problemOf(share.assertThere())).toBe(
    `QueueError: s3://trees/x: no store answers at ${endpoint} (ECONNREFUSED); start it there, or correct AWS_ENDPOINT_URL`,
  );
});

describe('a store in trouble', () => {
  /** Answers with what is next; the last for ever. */
  async function withAnswers(
    answers: readonly ('busy' | 'cut' | 'whole' | 'moved')[],
    work: (get: () => Promise<(Buffer | undefined)[]>) => Promise<void>,
  ): Promise<number> {
    let asked = 0;
    const server = createServer((_request, response) => {
      const answer = answers[Math.min(asked++, answers.length - 1)];
      if (answer === 'busy') response.writeHead(503).end('<Error><Code>SlowDown</Code></Error>');
      else if (answer === 'moved') response.writeHead(301, { location: '/elsewhere' }).end();
      else if (answer === 'whole') response.end('whole');
      else {
        response.writeHead(200, { 'content-length': '100' });
        response.write('a piece', () => response.destroy());
      }
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const share = await open('s3://trees/x', { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` });
      await work(() => share.get('a', ['b']));
    } finally {
      server.close();
      server.closeAllConnections();
    }
    return asked;
  }

  test('that is busy or breaks off is asked again', async () => {
    const asked = await withAnswers(['busy', 'cut', 'whole'], async (get) => {
      expect(await get()).toEqual([Buffer.from('whole')]);
    });
    expect(asked).toBe(3);
  });

  test('that breaks off each time, stays busy, or sends elsewhere is told in one line', async () => {
    await withAnswers(['cut'], async (get) => {
      expect(await problemOf(get())).toMatch(/s3:\/\/trees\/x: a\/b ends too early \(/);
    });
    await withAnswers(['busy'], async (get) => {
      expect(await problemOf(get())).toMatch(/refuses a\/b \(SlowDown, status 503\)/);
    });
    const asked = await withAnswers(['moved'], async (get) => {
      expect(await problemOf(get())).toMatch(/refuses a\/b \(status 301\)/);
    });
    expect(asked).toBe(1);
  });
});
