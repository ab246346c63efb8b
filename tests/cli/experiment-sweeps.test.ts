import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { experimentSweeps } from '../../src/cli/experiment-sweeps.js';

const reports = fileURLToPath(new URL('../../reports/mnist/', import.meta.url));
const file = path.join(reports, 'experiment.json');

test('the pictures beside the committed experiment are those of its numbers', async () => {
  const sweeps = await experimentSweeps(file, 'mnist');
  expect(sweeps.map(({ title }) => title)).toEqual(
    expect.arrayContaining(['Fewer labels', 'Temperature', 'Depth']),
  );
  for (const { title, svg, command } of sweeps) {
    const name = { 'Fewer labels': 'labels', 'Wrong labels': 'noise' }[title] ?? title.toLowerCase();
    const committed = await readFile(path.join(reports, `${name}.svg`), 'utf8');
    expect([name, svg === committed]).toEqual([name, true]);
    expect(command).toContain('sdt experiment mnist');
  }
});

test('an experiment on other data, or without such a plan, is refused in one line', async () => {
  await expect(experimentSweeps(file, 'letter')).rejects.toThrow(/must be of "letter" .*, found "mnist"/);
  const folder = await mkdtemp(path.join(tmpdir(), 'sdt-sweeps-'));
  try {
    const empty = path.join(folder, 'experiment.json');
    await writeFile(empty, '{"dataset":"letter","commands":{},"plans":[]}');
    await expect(experimentSweeps(empty, 'letter')).rejects.toThrow(/no plan in it varies a number/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
