import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { parseSavedTeacher, parseTrialRecord } from '../../src/file/trial-record.js';

const root = new URL('../../', import.meta.url);
const textOf = (path: string) => readFile(new URL(path, root), 'utf8');

test('every committed trial is read as it was written', async () => {
  const lines = (await textOf('reports/mnist/experiment.jsonl')).trimEnd().split('\n');
  for (const line of lines) expect(JSON.stringify(parseTrialRecord(line, 'line'))).toBe(line);
});

test('the committed teacher is known again', async () => {
  const text = await textOf('trees/mnist/teacher/training.json');
  expect(parseSavedTeacher(text)).toEqual(JSON.parse(text));
});

test.each(['', '{', 'null', '{"record":{"key":"k"},"epochs":[]}'])('%j is no saved teacher', (text) => {
  expect(parseSavedTeacher(text)).toBeUndefined();
});
