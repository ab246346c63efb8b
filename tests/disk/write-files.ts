import path from 'node:path';
import { writeWholeFile } from '../../src/disk/whole-file.js';
import { TrialLog } from '../../src/experiment/trial-log.js';
import { recordOf, trialsOf } from '../experiment/trial-cases.js';

/** Main module of a process whose disk is full: tries to write into a folder and prints what became of it. */
const folder = process.argv[2] ?? '';
const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'written',
    (error: unknown) => String(error),
  );

const at = (name: string): string => path.join(folder, name);
const log = await TrialLog.open(at('experiment.jsonl'));
const [, second] = trialsOf('main', 2).map((trial) => recordOf(trial));
if (second === undefined) throw new Error('two trials');
const outcomes = [
  await outcome(log.append(second)),
  await outcome(writeWholeFile(at('large.bin'), new Uint8Array(30_000))),
  await outcome(writeWholeFile(at('large.txt'), 'new'.repeat(10_000))),
  await outcome(writeWholeFile(at('small.txt'), 'new')),
  `${log.records.size} trial`,
];
process.stdout.write(JSON.stringify(outcomes));
