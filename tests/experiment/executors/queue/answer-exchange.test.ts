import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { AnswerExchange } from '../../../../src/experiment/executors/queue/answer-exchange.js';
import { FolderShare } from '../../../../src/experiment/executors/queue/share/folder-share.js';
import { RedisFiles } from '../../../../src/experiment/executors/queue/share/redis-files.js';
import type { SharedFiles } from '../../../../src/experiment/executors/queue/share/shared-files.js';
import { hasRedis } from '../../../support/redis.js';
import { inTemporaryFolder } from '../../trial-cases.js';
import { useRedisConnection } from './redis-connection.js';

const answers = Float32Array.of(-0, 1e-45, 3.4e38, 0.1, -7.25, 2);
const bits = (numbers: Float32Array | undefined) => numbers && [...new Uint8Array(numbers.slice().buffer)];

function exchangeIn(files: SharedFiles): { readonly exchange: AnswerExchange; readonly lines: string[] } {
  const lines: string[] = [];
  return { exchange: new AnswerExchange(files, (line) => lines.push(line)), lines };
}

test('answers go through a shared folder to the bit; damaged and foreign ones are refused with a line, and replaced', async () => {
  await inTemporaryFolder(async (folder) => {
    const { exchange, lines } = exchangeIn(new FolderShare(folder));
    expect(await exchange.get('ab')).toBeUndefined();
    await exchange.put('ab', answers);
    expect(bits(await exchange.get('ab'))).toEqual(bits(answers));
    expect(lines).toEqual([]);
    const file = path.join(folder, 'answers/ab/logits.bin');
    const whole = await readFile(file);
    const changed = Buffer.from(whole);
    changed[40] = (changed[40] ?? 0) ^ 1;
    for (const damaged of [changed, whole.subarray(0, -4), whole.subarray(0, 10), Buffer.alloc(0)]) {
      await writeFile(file, damaged);
      expect(await exchange.get('ab')).toBeUndefined();
    }
    // The answers to another question in their place.
    await mkdir(path.join(folder, 'answers/cd'));
    await writeFile(path.join(folder, 'answers/cd/logits.bin'), whole);
    expect(await exchange.get('cd')).toBeUndefined();
    expect(lines).toHaveLength(5);
    expect(lines.at(-1)).toBe(`${folder}: the teacher's answers cd are damaged, and it is asked anew`);
    await exchange.put('ab', answers);
    expect(bits(await exchange.get('ab'))).toEqual(bits(answers));
  });
});

test('a place that takes none, or has no room for them, costs a line and nothing else', async () => {
  await inTemporaryFolder(async (folder) => {
    await writeFile(path.join(folder, 'answers'), 'a file in the way');
    const { exchange, lines } = exchangeIn(new FolderShare(folder));
    await exchange.put('ab', answers);
    await exchange.put('cd', answers);
    expect(
      lines.every((line) => line.includes("the teacher's answers cannot be left there for others")),
    ).toBe(true);
    expect(lines.length).toBeGreaterThan(0);
  });
});

const suite = hasRedis() ? describe : describe.skip;

suite('through Redis', () => {
  const connection = useRedisConnection();

  test('answers go to the bit, and go away when nobody asks; large ones stay, which is told once', async () => {
    const { exchange, lines } = exchangeIn(new RedisFiles(connection(), 24, 3600));
    await exchange.put('ab', answers);
    expect(bits(await exchange.get('ab'))).toEqual(bits(answers));
    const left = await connection().client.ttl(connection().key('files', 'answers/ab'));
    expect(left).toBeGreaterThan(3500);
    await exchange.put('cd', new Float32Array(7));
    await exchange.put('cd', new Float32Array(7));
    expect(await exchange.get('cd')).toBeUndefined();
    expect(lines).toEqual([
      expect.stringMatching(/answers have 0\.0 MiB, and 0\.0 travel through Redis: each process asks it/),
    ]);
  });
});
