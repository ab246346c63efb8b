import { expect, test } from '@jest/globals';
import { QueueError } from '../../../../src/errors.js';
import { decodeResult, encodeResult } from '../../../../src/experiment/executors/queue/result-bytes.js';
import { plannedTasks } from '../../../../src/experiment/planned-tasks.js';
import { dataKey, FakeExecutor, trialsOf } from '../../trial-cases.js';

test('a result comes back to the bit; a damaged one and that of another task are refused', async () => {
  const [trial] = trialsOf('main');
  if (trial === undefined) throw new Error('no trial');
  const { baseline, distilled, teacher } = plannedTasks(trial, {
    dataKey,
    labelledRows: 60_000,
    teacherFolder: () => 'x',
  });
  const result = await new FakeExecutor().run(distilled, () => undefined, new AbortController().signal);
  if (result.kind !== 'tree') throw new Error('no tree');
  const filters = Float32Array.of(-0, 1e-45, 3.4e38, 0.1, NaN, -Infinity);
  const bytes = encodeResult({ ...result, parameters: { ...result.parameters, filters } });
  const back = decodeResult(bytes, distilled);
  if (back.kind !== 'tree') throw new Error('no tree');
  expect(new Uint8Array(back.parameters.filters.buffer)).toEqual(new Uint8Array(filters.buffer));
  expect(back.record).toEqual(result.record);
  for (const task of [baseline, teacher])
    expect(() => decodeResult(bytes, task)).toThrow(/result of another task/);
  for (const damaged of [
    bytes.subarray(0, 2),
    bytes.subarray(0, 100),
    bytes.subarray(0, -4),
    Buffer.concat([bytes, bytes]),
  ])
    expect(() => decodeResult(damaged, distilled)).toThrow(QueueError);
});
