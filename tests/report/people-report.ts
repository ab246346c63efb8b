import { fileURLToPath } from 'node:url';

import { openData } from '../../src/data/open-data.js';
import { loadOptionsFor } from '../../src/file/data-fit.js';
import { readTreeFile } from '../../src/file/tree-file.js';
import { buildReportData } from '../../src/report/build-report-data.js';
import type { ReportData } from '../../src/report/report-data.js';

const fileOf = (name: string) => fileURLToPath(new URL(`../cases/${name}`, import.meta.url));

/** A small tree over numbers, words, a truth value and missing values, and the rows that it is measured on. */
export async function peopleRows() {
  const document = await readTreeFile(fileOf('people-tree.json'));
  const people = await openData(fileOf('people.csv'), loadOptionsFor(document));
  const { test } = people.splits({ seed: document.seed }, document.preparation);
  return { document, test };
}

/** The report of that tree. */
export async function peopleData(): Promise<ReportData> {
  const { document, test } = await peopleRows();
  const { metrics, tree } = document;
  const scores = { ...metrics, topPathProbability: metrics.topPathProbability ?? 0 };
  return buildReportData({
    experiment: { seed: 1, distilled: { ...scores, tree } },
    test,
    toolVersion: '1.2.3',
  });
}
