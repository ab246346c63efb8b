import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { runCommandLine } from '../../src/cli/command-line.js';
import { SeededRandom } from '../../src/data/random.js';
import { hasOpenssl, makeCertificates, tlsOptions } from '../support/certificates.js';
import { freePort, hasRedis, RedisServer } from '../support/redis.js';
import { S3Store } from '../support/s3.js';
import { nodeCommand } from '../support/limited-process.js';
import { memoryIo, type MemoryIo } from './memory-io.js';
import { stonesCsv } from './small-tree.js';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

describe('command lines that cannot be', () => {
  test.each([
    [['worker'], 2, /required option '--queue <url>'/],
    [['worker', '--queue', 'http://host/trees'], 2, /--queue must be redis:\/\/HOST\/NAME/],
    [
      ['worker', '--queue', 'redis://host/trees', '--jobs', '0'],
      2,
      /--jobs must be an integer from 1 to 256/,
    ],
    [['experiment', 'x.csv', '--queue', 'redis://me:hidden@host/7'], 2, /--queue must end with the name/],
    [
      ['experiment', 'x.csv', '--queue', 'redis://host/a', '--jobs', '2'],
      2,
      /cannot be used with option '--jobs/,
    ],
    [['experiment', 'x.csv', '--share', 'y'], 2, /--share needs --queue/],
    [['experiment', 'x.csv', '--empty-queue'], 2, /--empty-queue needs --queue/],
    [
      ['worker', '--queue', 'redis://host/trees', '--share', 's3://trees/x'],
      2,
      /--share s3:\/\/\.\.\. needs AWS_ENDPOINT_URL and AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY/,
    ],
  ] as const)('%j', async (argv, code, words) => {
    const io = memoryIo();
    expect(await runCommandLine(argv, io)).toBe(code);
    expect(io.stderr.text).toMatch(words);
    expect(io.stderr.text).not.toMatch(/hidden|\n./);
  });

  test('where no Redis answers, one line says that it is waited for, and one that it did not come', async () => {
    const io = memoryIo();
    const url = `redis://127.0.0.1:${await freePort()}/trees`;
    expect(await runCommandLine(['worker', '--queue', url], io)).toBe(1);
    expect(io.stderr.text).toBe(
      `Waiting for Redis at ${url}\nerror: no Redis answers without TLS (redis://) at ${url} (ECONNREFUSED); start it there, or correct --queue; waited 15 seconds\n`,
    );
  });
});

const suite = hasRedis() ? describe : describe.skip;

suite('an experiment on several machines: processes with folders of their own', () => {
  let redis: RedisServer;
  let top: string;
  beforeAll(async () => {
    redis = await RedisServer.start(['--appendfsync', 'always']); // one that is killed then forgets nothing
  });
  afterAll(() => redis.remove());
  beforeEach(async () => {
    top = await mkdtemp(path.join(os.tmpdir(), 'sdt-machines-'));
  });
  const children = new Set<ChildProcess>();
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    children.clear();
    await rm(top, { recursive: true, force: true });
  });

  /** A folder that a machine has for itself, its temporary files among it. */
  async function machine(name: string, { hasData = true } = {}): Promise<string> {
    const folder = path.join(top, name);
    await mkdir(path.join(folder, 'tmp'), { recursive: true });
    if (hasData) await writeFile(path.join(folder, 'stones.csv'), stonesCsv());
    return folder;
  }

  function startWorker(cwd: string, queue: string, ...argv: string[]) {
    return startSdt(cwd, {}, 'worker', '--queue', queue, ...argv);
  }

  function startSdt(cwd: string, environment: NodeJS.ProcessEnv, ...argv: string[]) {
    const [program = '', ...command] = nodeCommand(main, ...argv);
    const own = { FORCE_COLOR: '0', NODE_OPTIONS: '', TMPDIR: path.join(cwd, 'tmp') };
    const env = { ...process.env, ...own, ...environment };
    const child = spawn(program, command, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    children.add(child);
    const text = { log: '' };
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.log += chunk));
    const ended = once(child, 'close').then(([code]: unknown[]) => ({ code, log: text.log }));
    const finish = async () => {
      child.kill('SIGTERM');
      return ended;
    };
    return { child, text, ended, finish };
  }

  const start = process.cwd();
  /** In this process, at the place of a machine. */
  async function experiment(folder: string, ...argv: string[]): Promise<MemoryIo> {
    const io = memoryIo();
    process.chdir(folder);
    try {
      const code = await runCommandLine(
        ['experiment', 'stones.csv', '--threads', '1', '--out', 'out', ...argv],
        io,
      );
      expect([code, io.stderr.text]).toEqual([0, expect.any(String)]);
      return io;
    } finally {
      process.chdir(start);
    }
  }

  /** Trials in one order, without times. */
  async function recordsIn(folder: string): Promise<unknown[]> {
    const text = await readFile(path.join(folder, 'out/reports/stones/experiment.jsonl'), 'utf8');
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) =>
        JSON.stringify(JSON.parse(line), (key, value: unknown) => (/seconds$/i.test(key) ? 0 : value)),
      );
    return lines.sort();
  }

  async function expectEqual(folder: string, wanted: string): Promise<void> {
    expect(await recordsIn(folder)).toEqual(await recordsIn(wanted));
    for (const file of ['teacher/weights.bin', 'teacher/model.json', 'baseline.json', 'distilled.json']) {
      const [found, right] = await Promise.all(
        [folder, wanted].map((where) => readFile(path.join(where, 'out/trees/stones', file))),
      );
      expect(found?.equals(right ?? Buffer.alloc(0))).toBe(true);
    }
  }

  test('gives what one machine gives, to the byte, while workers and Redis are killed', async () => {
    const plans = ['--plan', 'main,plain', '--seeds', '3', '--depth', '3', '--epochs', '40'];
    const alone = await machine('alone');
    await experiment(alone, ...plans);
    const folders = await Promise.all(['a', 'b', 'c'].map((name) => machine(name)));
    const queue = redis.url('killed');
    const workerOf = (folder: string) => startWorker(folder, queue, '--takeover', '2');
    const workers = folders.map(workerOf);
    const logs: string[] = [];
    const random = new SeededRandom(1);
    const state = { isDone: false };
    const killing = (async () => {
      for (let moment = 0; moment < 4; moment++) {
        await new Promise((resolve) => setTimeout(resolve, random.uniform(1000, 4000)));
        if (state.isDone) return moment;
        if (moment % 2 === 1) {
          await redis.end('SIGKILL');
          await redis.begin();
          continue;
        }
        const index = random.integer(workers.length);
        const [worker, folder] = [workers[index], folders[index]];
        if (worker === undefined || folder === undefined) continue;
        worker.child.kill('SIGKILL');
        logs.push((await worker.ended).log);
        workers[index] = workerOf(folder);
      }
      return 4;
    })();
    const home = await machine('home');
    await experiment(home, ...plans, '--queue', queue);
    state.isDone = true;
    expect(await killing).toBeGreaterThan(0);
    for (const { finish } of workers) {
      const { code, log } = await finish();
      expect(code).toBe(143);
      logs.push(log);
    }
    await expectEqual(home, alone);
    // What was finished was finished once: a teacher, and six trees for each plan.
    const finished = logs.flatMap((log) => log.match(/^.*: done in /gm) ?? []);
    expect(finished.sort()).toEqual([...new Set(finished)].sort());
    expect(finished).toHaveLength(13);
    expect(await readdir(path.join(home, 'out/reports/stones'))).not.toContain('queue.json');
    // Nothing is left: not in Redis, and no folder of a worker, killed or not.
    const client = new Redis(redis.port);
    expect((await client.keys('*:killed:*')).filter((key) => key !== 'sdt-store:killed:workers')).toEqual([]);
    expect(await client.ttl('sdt-store:killed:workers')).not.toBe(-1); // killed ones are forgotten by themselves
    client.disconnect();
    for (const folder of folders) {
      const left = await readdir(path.join(folder, 'tmp'));
      expect(left.filter((name) => name.startsWith('sdt-'))).toEqual([]);
    }
  }, 300_000);

  test('data and teacher come through a shared folder, which each calls otherwise', async () => {
    const home = await machine('home');
    const other = await machine('other', { hasData: false });
    await writeFile(path.join(other, 'stones.csv'), stonesCsv(90)); // other data by the same name
    const share = path.join(top, 'share');
    const mounted = path.join(top, 'mounted');
    await mkdir(share);
    await symlink(share, mounted);
    const queue = redis.url('share');
    const plan = ['--seeds', '1', '--depth', '2', '--epochs', '2'];
    const alone = await machine('alone');
    await experiment(alone, ...plan);
    const without = startWorker(other, queue);
    const having = without.ended.then(() => startWorker(other, queue, '--share', mounted));
    await experiment(home, ...plan, '--queue', queue, '--share', share);
    await (await having).finish();
    const { code, log } = await without.ended;
    expect(code).toBe(1);
    expect(log).toMatch(
      /^error: the experiment shares its teachers through a folder or store; name it, .*--share$/m,
    );
    await expectEqual(home, alone);
    expect(await readdir(path.join(share, 'teachers'))).toHaveLength(1);
    expect(await readdir(path.join(share, 'data'))).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/)]);

    // Another experiment finds the teacher and its answers, to the training rows and the test rows; damaged ones are asked for anew.
    const answers = await readdir(path.join(share, 'answers'));
    expect(answers).toHaveLength(2);
    const file = (name = '') => path.join(share, 'answers', name, 'logits.bin');
    const whole = await readFile(file(answers[0]));
    await writeFile(file(answers[0]), whole.subarray(0, -4));
    const again = await machine('again');
    const last = startWorker(other, queue, '--share', mounted);
    await experiment(again, ...plan, '--queue', queue, '--share', share);
    expect((await last.finish()).log).toMatch(
      new RegExp(`^${mounted}: the teacher's answers ${answers[0]} are damaged, and it is asked anew$`, 'm'),
    );
    await expectEqual(again, alone);
    expect(await readFile(file(answers[0]))).toEqual(whole);
    expect(await readdir(path.join(share, 'answers'))).toEqual(answers);
  }, 300_000);

  test('data, teacher and answers come through a store that speaks S3; keys that it refuses are told in one line', async () => {
    const store = await S3Store.start('trees');
    try {
      const home = await machine('home');
      const other = await machine('other', { hasData: false });
      const queue = redis.url('s3');
      const share = ['--share', 's3://trees/sweep'];
      const refused = startSdt(
        other,
        { ...store.environment, AWS_SECRET_ACCESS_KEY: 'hidden' },
        ...['worker', '--queue', queue, ...share],
      );
      const { code, log } = await refused.ended;
      expect([code, log]).toEqual([
        1,
        expect.stringMatching(
          /^error: s3:\/\/trees\/sweep: http:\/\/127\.0\.0\.1:\d+ refuses AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, .*\(SignatureDoesNotMatch, status 403\)\n$/,
        ),
      ]);
      const plan = ['--seeds', '1', '--depth', '2', '--epochs', '2'];
      const alone = await machine('alone');
      await experiment(alone, ...plan);
      const worker = startSdt(other, store.environment, 'worker', '--queue', queue, ...share);
      const argv = ['experiment', 'stones.csv', ...plan, '--threads', '1', '--out', 'out', '--queue', queue];
      const filling = startSdt(home, store.environment, ...argv, ...share);
      expect(await filling.ended).toEqual({ code: 0, log: expect.not.stringContaining('S3RVER') });
      expect((await worker.finish()).log).not.toContain('S3RVER');
      await expectEqual(home, alone);
      const objects = (await store.objects('trees')).map((name) => name.replace(/[0-9a-f]{16,32}/, 'KEY'));
      expect(objects).toEqual([
        'sweep/answers/KEY/logits.bin',
        'sweep/answers/KEY/logits.bin',
        'sweep/data/KEY/stones.csv',
        'sweep/sdt-share.txt',
        'sweep/teachers/KEY/model.json',
        'sweep/teachers/KEY/training.json',
        'sweep/teachers/KEY/weights.bin',
      ]);
      const left = await readdir(path.join(other, 'tmp'));
      expect(left.filter((name) => name.startsWith('sdt-worker-'))).toEqual([]);
    } finally {
      await store.remove();
    }
  }, 300_000);

  test('with TLS and an authority of its own it is the same; without that authority a worker stops with one line', async () => {
    if (!hasOpenssl()) return;
    const certificates = makeCertificates(top);
    const secret = { SDT_REDIS_PASSWORD: 'hidden' };
    const trusting = { ...secret, NODE_EXTRA_CA_CERTS: certificates.authority };
    const options = [...tlsOptions(certificates, await freePort()), '--requirepass', 'hidden'];
    const secured = await RedisServer.start(options);
    try {
      const [home, other] = [await machine('home'), await machine('other')];
      const queue = secured.url('tls').replace('redis:', 'rediss:');
      const { code, log } = await startSdt(other, secret, 'worker', '--queue', queue).ended;
      expect([code, log]).toEqual([
        1,
        expect.stringMatching(/^error: the certificate of Redis at rediss:.* is not trusted \(.*=FILE .*\n$/),
      ]);
      const plan = ['--seeds', '1', '--depth', '2', '--epochs', '2'];
      const alone = await machine('alone');
      await experiment(alone, ...plan);
      const worker = startSdt(other, trusting, 'worker', '--queue', queue);
      const argv = ['experiment', 'stones.csv', ...plan, '--threads', '1', '--out', 'out', '--queue', queue];
      const ended = await startSdt(home, trusting, ...argv).ended;
      expect(ended).toEqual({ code: 0, log: expect.not.stringContaining('hidden') });
      expect((await worker.finish()).log).toMatch(/distilled: done in/);
      await expectEqual(home, alone);
    } finally {
      await secured.remove();
    }
  }, 300_000);

  test('a worker without the data stops with one line, and an experiment that is stopped goes on with one that has it', async () => {
    const home = await machine('home');
    const other = await machine('other', { hasData: false });
    await writeFile(path.join(other, 'stones.csv'), stonesCsv(90));
    const queue = redis.url('without');
    const lacking = startWorker(other, queue);
    const interruption = new AbortController();
    void lacking.ended.then(() => interruption.abort('SIGINT'));
    const plan = ['--seeds', '1', '--depth', '2', '--epochs', '2'];
    const stopped = memoryIo({ signal: interruption.signal });
    const argv = ['experiment', 'stones.csv', ...plan, '--threads', '1', '--out', 'out', '--queue', queue];
    process.chdir(home);
    const code = await runCommandLine(argv, stopped);
    process.chdir(start);
    expect([code, stopped.stderr.text]).toEqual([
      130,
      expect.stringMatching(/finished trials are kept, the same command goes on\n$/),
    ]);
    const refused = await lacking.ended;
    expect(refused.code).toBe(1);
    expect(refused.log).toMatch(
      /^error: the data of the experiment, stones, is not on this machine \(stones\.csv: is other data .*\); put it there, name it with --data, or .*--share$/m,
    );
    await writeFile(path.join(other, 'elsewhere.csv'), stonesCsv());
    const having = startWorker(other, queue, '--data', 'elsewhere.csv', '--idle', '2');
    await experiment(home, ...plan, '--queue', queue);
    expect(await having.ended).toMatchObject({ code: 0 });
    expect(await recordsIn(home)).toHaveLength(1);
  }, 300_000);
});
