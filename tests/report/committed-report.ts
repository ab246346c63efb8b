import { readFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import type { ReportData } from '../../src/report/report-data.js';
import { renderReport } from '../../src/report/render-report.js';

/** The report of the committed MNIST trees; `SDT_REPORT` names another one to try, e.g. from a run of one's own. */
export const committedReport =
  process.env.SDT_REPORT ?? fileURLToPath(new URL('../../reports/mnist/index.html', import.meta.url));

/** The data inside the committed report. */
export function committedData(): ReportData {
  const html = readFileSync(committedReport, 'utf8');
  const text = /<script type="application\/json" id="report-data">([^]*?)<\/script>/.exec(html)?.[1];
  if (text === undefined) throw new Error(`${committedReport} holds no report data`);
  return JSON.parse(text) as ReportData;
}

/** Writes a report with today's page code into a temporary folder; its `file:` address. */
export async function writeReport(data: ReportData): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sdt-report-'));
  const file = path.join(folder, 'index.html');
  await writeFile(file, renderReport(data));
  return pathToFileURL(file).href;
}
