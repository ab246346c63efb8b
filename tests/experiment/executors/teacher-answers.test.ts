import { expect, test } from '@jest/globals';
import type { UnlabelledDataset } from '../../../src/data/dataset.js';
import type { SharedAnswers } from '../../../src/experiment/executors/assignment.js';
import { MemoryAnswers } from '../../../src/experiment/executors/memory-answers.js';
import { TeacherAnswers } from '../../../src/experiment/executors/teacher-answers.js';
import { machine } from '../trial-cases.js';

const rowsOf = (...features: number[]): UnlabelledDataset => ({
  name: 'stones',
  features: Float32Array.from(features),
  featureCount: 1,
  rowCount: features.length,
  inputShape: [1],
  classNames: ['no', 'yes'],
  preparation: [],
});
const rows = rowsOf(1, 2, 3);

/** Asks, and counts how often. */
function asker(count = 6) {
  const state = { asked: 0 };
  const ask = () => {
    state.asked++;
    return Promise.resolve(Float32Array.from({ length: count }, (_, index) => index));
  };
  return { state, ask };
}

test('a teacher is asked once in one process, and once for all that share', async () => {
  const shared = new MemoryAnswers();
  const { state, ask } = asker();
  for (const answers of [1, 2].map(() => new TeacherAnswers('f0', machine, shared)))
    for (let time = 0; time < 2; time++)
      expect(await answers.logits(rows, 'as they are', ask)).toEqual(await ask());
  expect(state.asked - 4).toBe(1);
});

test('answers are those of the same teacher, rows, question and kind of machine', async () => {
  const shared = new MemoryAnswers();
  const asked = async (
    fingerprint: string | undefined,
    of = machine,
    about = rows,
    deformations = 1,
    from: SharedAnswers = shared,
  ) => {
    const { state, ask } = asker(2 * about.rowCount);
    await new TeacherAnswers(fingerprint, of, from).logits(about, { deformations }, ask);
    return state.asked;
  };
  expect(await asked('f0')).toBe(1);
  expect(await asked('f0', machine, rowsOf(1, 2, 3))).toBe(0);
  expect(await asked('f1')).toBe(1);
  expect(await asked('f0', { ...machine, processor: 'another' })).toBe(1);
  expect(await asked('f0', { ...machine, threads: 2 })).toBe(1);
  expect(await asked('f0', machine, rowsOf(1, 2, 4))).toBe(1);
  expect(await asked('f0', machine, rows, 2)).toBe(1);
  expect(await asked(undefined)).toBe(1);
  // Another number of them is no answer to these rows.
  const wrong: SharedAnswers = {
    get: () => Promise.resolve(new Float32Array(5)),
    put: () => Promise.resolve(),
  };
  expect(await asked('f0', machine, rows, 1, wrong)).toBe(1);
});

test('memory keeps the answers that were used last', async () => {
  const memory = new MemoryAnswers();
  for (let index = 0; index < 8; index++) await memory.put(String(index), new Float32Array(1));
  expect(await memory.get('0')).toBeDefined();
  await memory.put('8', new Float32Array(1));
  expect(await memory.get('0')).toBeDefined();
  expect(await memory.get('1')).toBeUndefined();
});
