import { createHash } from 'node:crypto';

import { describe, expect, test } from '@jest/globals';

import { buildReportData } from '../../src/report/build-report-data.js';
import { renderReport } from '../../src/report/render-report.js';
import { exampleInput } from './example-experiment.js';

const hostile = '</script><img src=x onerror=alert(1)>';
const html = renderReport(
  buildReportData(exampleInput({ classNames: [hostile, 'b', 'c'], datasetName: hostile })),
);

describe('renderReport', () => {
  test('allows exactly its own script and style, and nothing from the network', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    const hash = (text = '') => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const script = /<script>([^]*?)<\/script>/.exec(html)?.[1];
    const style = /<style>([^]*?)<\/style>/.exec(html)?.[1];
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${hash(script)}`,
      `style-src ${hash(style)}`,
      'img-src data: blob:',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  test('keeps hostile names inside the data', () => {
    expect(html).not.toContain(hostile);
    expect(html.match(/<script/g)).toHaveLength(2);
    const text = /id="report-data">([^]*?)<\/script>/.exec(html)?.[1] ?? '';
    expect(JSON.parse(text)).toMatchObject({ dataset: hostile });
  });

  test('gives the same bytes for the same input', () => {
    const again = renderReport(
      buildReportData(exampleInput({ classNames: [hostile, 'b', 'c'], datasetName: hostile })),
    );
    expect(again).toBe(html);
  });
});
