import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { buildReportData } from '../../src/report/build-report-data.js';
import { readConfusion } from '../../src/report/read-confusion.js';
import { renderReport } from '../../src/report/render-report.js';
import { exampleInput } from './example-experiment.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sdt-confusion-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('the counts of a report are read back, and nothing from a file that holds none', async () => {
  const data = buildReportData(exampleInput());
  const file = path.join(folder, 'index.html');
  await writeFile(file, renderReport(data));
  const distilled = data.trees.find(({ role }) => role === 'distilled');
  const found = await readConfusion(file);
  expect(found?.counts).toEqual(distilled?.confusion.maxPath.counts);
  expect(found?.accuracies.distilled).toBe(data.runs[0]?.trees.distilled?.maxPath);
  const bad = [
    '',
    '<script type="application/json" id="report-data">{"trees":[{"role":"distilled"}]}</script>',
  ];
  for (const text of [...bad, '<script type="application/json" id="report-data">{</script>']) {
    await writeFile(file, text);
    expect(await readConfusion(file)).toBeUndefined();
  }
  expect(await readConfusion(path.join(folder, 'nothing.html'))).toBeUndefined();
});
