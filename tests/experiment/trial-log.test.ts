import { appendFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { TrialLog } from '../../src/experiment/trial-log.js';
import { inTemporaryFolder, recordOf, trialsOf } from './trial-cases.js';

const records = trialsOf('main', 3).map((trial) => recordOf(trial));
const [first, second, third] = records;
if (first === undefined || second === undefined || third === undefined) throw new Error('three trials');

test('one line a trial, found again when the file is opened anew', async () => {
  await inTemporaryFolder(async (folder) => {
    const file = path.join(folder, 'deep', 'experiment.jsonl');
    const log = await TrialLog.open(file);
    expect(log.records.size).toBe(0);
    await Promise.all(records.map((record) => log.append(record)));
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(JSON.parse(lines[1] ?? '')).toEqual(second);
    expect([...(await TrialLog.open(file)).records.values()]).toEqual(records);
  });
});

test('what a crash left of a last line is cut off, and the next line is whole', async () => {
  await inTemporaryFolder(async (folder) => {
    const file = path.join(folder, 'experiment.jsonl');
    const log = await TrialLog.open(file);
    await log.append(first);
    await appendFile(file, JSON.stringify(second).slice(0, 200));
    const reopened = await TrialLog.open(file);
    expect([...reopened.records.keys()]).toEqual([first.key]);
    await reopened.append(third);
    expect([...(await TrialLog.open(file)).records.keys()]).toEqual([first.key, third.key]);
  });
});

test('a last line that lacks nothing but its end is kept, and the next line is another', async () => {
  await inTemporaryFolder(async (folder) => {
    const file = path.join(folder, 'experiment.jsonl');
    await writeFile(file, `${JSON.stringify(first)}\n${JSON.stringify(second)}`);
    const log = await TrialLog.open(file);
    expect([...log.records.keys()]).toEqual([first.key, second.key]);
    await log.append(third);
    expect([...(await TrialLog.open(file)).records.keys()]).toEqual([first.key, second.key, third.key]);
  });
});

test.each([
  ['not JSON', '{"key":', 'line 2: must be JSON'],
  ['another form', '{"key": "k"}', 'line 2: not a finished trial of sdt experiment'],
  [
    'an accuracy in percent',
    JSON.stringify({ ...second, baseline: { ...second.baseline, maxPath: 96 } }),
    'line 2: not a finished trial of sdt experiment: /baseline/maxPath must be <= 1',
  ],
  [
    'bits of other rows',
    JSON.stringify({ ...second, rows: { ...second.rows, test: 100 } }),
    'line 2: baseline.correct must hold 13 bytes for 100 test rows',
  ],
])('a whole line of %s is refused by its number', async (_name, line, message) => {
  await inTemporaryFolder(async (folder) => {
    const file = path.join(folder, 'experiment.jsonl');
    await writeFile(file, `${JSON.stringify(first)}\n${line}\n`);
    await expect(TrialLog.open(file)).rejects.toThrow(message);
  });
});
