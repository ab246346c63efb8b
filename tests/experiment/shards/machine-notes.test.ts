import { expect, test } from '@jest/globals';
import { machineNotes } from '../../../src/experiment/shards/machine-notes.js';
import { recordOf, trialsOf } from '../trial-cases.js';

const machine = {
  engine: 'onnxruntime 1.0.0 on cpu, 1 thread',
  threads: 1,
  processor: 'processor A',
  features: ['avx2'],
  system: 'linux x64',
  node: 'v20.19.0',
};
const [one, two] = trialsOf('main', 2).map((trial) => ({ ...recordOf(trial), machine }));

test('machines that are alike need no word', () => {
  expect(machineNotes(one && two ? [one, two] : [])).toEqual([]);
});

test('other processors, and teachers of other weights, are said', () => {
  if (one === undefined || two === undefined) throw new Error('two trials');
  const other = { ...two, machine: { ...machine, processor: 'processor B', features: ['avx512f'] } };
  expect(machineNotes([one, other])).toEqual([
    'The trials come from 2 kinds of machine, whose numbers may differ: processor A (avx2), onnxruntime 1.0.0 on cpu, 1 thread, Node v20.19.0: 1; processor B (avx512f), onnxruntime 1.0.0 on cpu, 1 thread, Node v20.19.0: 1',
  ]);
  const taught = { ...two, teacher: { ...two.teacher, fingerprint: 'f1' } };
  expect(machineNotes([one, taught])).toEqual([
    'One teacher was trained to other weights in one shard than in another: their trials are no repetition of one run to the byte',
  ]);
});
