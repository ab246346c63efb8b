import type { PlanSummary } from '../experiment/summary.js';
import type { TrialRecord } from '../file/trial-record.js';
import { formatPercent } from './number-format.js';
import { formatTable } from './text-table.js';

/** What a trial measured. */
export function trialLine({ preset, seed, baseline, distilled }: TrialRecord): string {
  const scores = (tree: TrialRecord['baseline']) =>
    `${formatPercent(tree.maxPath)} max path, ${formatPercent(tree.mixture)} mixture`;
  return `${preset}, seed ${seed}: distilled ${scores(distilled)}; baseline ${scores(baseline)}`;
}

/** A plan's rows for the terminal; the report has all columns. */
export function summaryLines({ plan, variants }: PlanSummary, width: number): string[] {
  const percent = ({ mean }: { readonly mean: number }) => formatPercent(mean);
  const points = ({
    mean,
    low,
    high,
  }: {
    readonly mean: number;
    readonly low: number;
    readonly high: number;
  }) => `${signed(mean)} [${signed(low)}, ${signed(high)}]`;
  return [
    ...formatTable(
      [
        { title: plan, align: 'left' },
        { title: 'Seeds', align: 'right' },
        { title: 'Distilled', align: 'right' },
        { title: 'Mixture', align: 'right' },
        { title: 'Baseline', align: 'right' },
        { title: 'Mixture', align: 'right' },
        { title: 'Gain in points, 95 %', align: 'right' },
      ],
      variants.map(({ label, records, distilled, baseline, gain }) => [
        label,
        String(records.length),
        percent(distilled.maxPath),
        percent(distilled.mixture),
        percent(baseline.maxPath),
        percent(baseline.mixture),
        points(gain.maxPath),
      ]),
      '',
      width,
    ),
    '',
  ];
}

function signed(fraction: number): string {
  return `${fraction < 0 ? '-' : '+'}${(Math.abs(fraction) * 100).toFixed(2)}`;
}
