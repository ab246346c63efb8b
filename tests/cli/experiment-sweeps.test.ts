import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { experimentSweeps } from '../../src/cli/experiment-sweeps.js';
import { paperResultsFor } from '../../src/data/paper-results.js';
import { planPicture } from '../../src/experiment/plan-pictures.js';
import type { PlanName } from '../../src/experiment/plans.js';
import { readExperiment } from '../../src/file/experiment-file.js';

const reports = fileURLToPath(new URL('../../reports/mnist/', import.meta.url));
const file = path.join(reports, 'experiment.json');

test('the pictures beside the committed experiment are those of its numbers', async () => {
  const sweeps = await experimentSweeps(file, 'mnist');
  expect(sweeps.map(({ title }) => title)).toEqual(
    expect.arrayContaining(['Fewer labels', 'Temperature', 'Depth']),
  );
  const { plans } = await readExperiment(file);
  for (const { title, plot, text, command } of sweeps) {
    const name = { 'Fewer labels': 'labels', 'Wrong labels': 'noise' }[title] ?? title.toLowerCase();
    const committed = await readFile(path.join(reports, `${name}.svg`), 'utf8');
    const found = plans.find((each) => each.plan === name);
    const picture = found && planPicture(found.plan as PlanName, found.variants, paperResultsFor('mnist'));
    expect([name, picture?.svg === committed]).toEqual([name, true]);
    expect(plot).toEqual(picture?.plot);
    // The page has the picture alone, and no table with rows.
    expect(text).not.toMatch(/\brows? of (a|the) table|every (second )?row\b/);
    expect(command).toContain('sdt experiment mnist');
  }
});

test('what was measured with an older recipe is said', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'sdt-sweeps-'));
  try {
    const experiment = JSON.parse(await readFile(file, 'utf8')) as {
      plans: { plan: string; variants: { label: string; olderRecipe?: string }[] }[];
    };
    for (const { plan, variants } of experiment.plans)
      for (const [index, variant] of variants.entries())
        if (plan === 'depth' || (plan === 'temperature' && index === 1)) variant.olderRecipe = '1.1';
    const older = path.join(folder, 'experiment.json');
    await writeFile(older, JSON.stringify(experiment));
    const sweeps = await experimentSweeps(older, 'mnist');
    const textOf = (title: string) => sweeps.find((sweep) => sweep.title === title)?.text;
    expect(textOf('Depth')).toMatch(/All of this was measured with version 1\.1 of the recipe/);
    expect(textOf('Temperature')).toMatch(/ \S+: this was measured with version 1\.1 of the recipe/);
    expect(textOf('Fewer labels')).not.toMatch(/version/);
  } finally {
    await rm(folder, { recursive: true });
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
