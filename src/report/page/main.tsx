import { render } from 'preact';

import type { ReportData } from '../report-data.js';
import { App } from './app.js';
import { loadModel } from './model.js';

/** Reads the data that stands in the page and draws the report. */
async function start(root: HTMLElement): Promise<void> {
  const text = document.getElementById('report-data')?.textContent ?? '';
  // Written by `renderReport` of the same version, into the same file.
  const data = JSON.parse(text) as ReportData;
  root.textContent = '';
  render(<App data={data} model={undefined} />, root);
  const model = await loadModel(data);
  render(<App data={data} model={model} />, root);
}

const root = document.getElementById('report');
if (root) {
  start(root).catch((error: unknown) => {
    root.textContent = `This report cannot be shown: ${error instanceof Error ? error.message : String(error)}`;
    throw error;
  });
}
