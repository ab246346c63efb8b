import { markdownTable, numberColumn, textColumn } from '../../src/experiment/markdown-table.js';
import type { Interval } from '../../src/experiment/statistics.js';
import { mean, meanGain } from './gain.js';
import { ours, peers, type Method, type TableResult } from './table-results.js';

type Measure = 'accuracy' | 'logLoss' | 'ece' | 'seconds';

const titles: Readonly<Record<Method, string>> = {
  cart: 'CART',
  'logistic-regression': 'logistic',
  'random-forest': 'forest',
  'hist-gradient-boosting': 'HistGB',
  mlp: 'MLP',
  teacher: 'teacher',
  baseline: 'baseline',
  'baseline-mixture': 'baseline, mixture',
  distilled: 'distilled',
  'distilled-mixture': 'distilled, mixture',
};
const methods: readonly Method[] = [...peers, ...ours];

/** The report of all results, as Markdown. */
export function tablesReport(results: readonly TableResult[]): string {
  const sets = [...new Set(results.map(({ set }) => set))].sort();
  const of = (set: string, method: Method, measure: Measure): number[] =>
    results
      .filter((result) => result.set === set && result.method === method)
      .sort((a, b) => a.seed - b.seed)
      .map((result) => result[measure]);
  const section = (measure: Measure, title: string, format: (value: number) => string) => [
    `## ${title}`,
    '',
    markdownTable(
      [textColumn('set'), ...methods.map((method) => numberColumn(titles[method]))],
      [
        ...sets.map((set) => [set, ...methods.map((method) => format(mean(of(set, method, measure))))]),
        ['mean', ...methods.map((method) => format(mean(sets.map((set) => mean(of(set, method, measure))))))],
      ],
    ),
    '',
  ];
  const difference = (set: string, first: Method, second: Method): number[] => {
    const before = of(set, first, 'accuracy');
    return of(set, second, 'accuracy').map((value, index) => value - (before[index] ?? Number.NaN));
  };
  const gain = (first: Method, second: Method) => meanGain(sets.map((set) => difference(set, first, second)));
  const worst = (first: Method, second: Method): string => {
    const points = sets.map((set) => ({ set, points: 100 * mean(difference(set, first, second)) }));
    const least = points.reduce((a, b) => (b.points < a.points ? b : a));
    return `${least.points.toFixed(1)} points on ${least.set}`;
  };
  const above = (measure: Measure, method: Method, bound: Method | number): string => {
    const found = sets.filter((set) => {
      const limit = typeof bound === 'number' ? bound : mean(of(set, bound, measure));
      return mean(of(set, method, measure)) > limit;
    });
    return found.length === 0 ? 'none' : found.join(', ');
  };
  const searched = results.flatMap(({ method, searchedTrees = [] }) =>
    method === 'distilled' ? searchedTrees : [],
  );
  const [least, greatest] = [Math.min(...searched), Math.max(...searched)];
  return [
    '# Tables',
    '',
    '`npx tsx bench/tables/main.ts` makes this page from `results.jsonl`, and the lines that are missing there (see `--help`). Means over',
    `the seeds of 75/25 splits, the same rows for all. CART (depth by cross-validation) to MLP: scikit-learn ${scikitLearn}, its defaults`,
    'but for the number of iterations, one core. Teacher, baseline and distilled tree: `sdt run FOLDER`, all by default; a tree answers by',
    'its most likely path, or as a mixture of all leaves. Seconds are by the wall clock, whatever else the machine did (`--again` measures ours anew).',
    '',
    'The form of the built-in teacher was chosen by rows that its members did not learn from, never by test rows: `search-log.jsonl` holds every',
    'configuration that was tried (with a program like `src/train/fit-teacher.ts`, in three rounds; `unseenLoss` is what `bestSharpness` leaves).',
    'Smooth clipping, label smoothing, noise and several members helped; ReLU beat SELU and Mish; piecewise linear encoding, mixup, robust scaling',
    'and weight decay did not pay for themselves, and noise hurts where rows are many.',
    '',
    '## What it says',
    '',
    `- Teacher beside HistGradientBoosting: ${interval(gain('hist-gradient-boosting', 'teacher'))}; at worst ${worst('hist-gradient-boosting', 'teacher')}.`,
    `- Teacher beside scikit-learn's MLP: ${interval(gain('mlp', 'teacher'))}; at worst ${worst('mlp', 'teacher')}.`,
    `- Distilled tree beside CART: ${interval(gain('cart', 'distilled'))}; at worst ${worst('cart', 'distilled')}.`,
    `- Distilled tree beside the random forest: ${interval(gain('random-forest', 'distilled'))}.`,
    `- Gain of distillation over the baseline tree, by path: ${verdict(gain('baseline', 'distilled'))}`,
    `- Gain of distillation over the baseline tree, mixture: ${verdict(gain('baseline-mixture', 'distilled-mixture'))}`,
    `- Log loss of the distilled tree above the baseline's: by path on ${above('logLoss', 'distilled', 'baseline')}; mixture on ${above('logLoss', 'distilled-mixture', 'baseline-mixture')}.`,
    `- Calibration error of the distilled tree above 0.05: by path on ${above('ece', 'distilled', 0.05)}; mixture on ${above('ece', 'distilled-mixture', 0.05)}.`,
    `- The search for depth and epochs grew as much as ${least.toFixed(0)} to ${greatest.toFixed(0)} trees of the size that it found, in steps times leaves.`,
    '',
    'Points of accuracy, with 95 % bootstrap intervals over sets and seeds.',
    '',
    ...section('accuracy', 'Accuracy', (value) => (100 * value).toFixed(1)),
    ...section('logLoss', 'Log loss', (value) => value.toFixed(3)),
    ...section('ece', 'Expected calibration error', (value) => value.toFixed(3)),
    ...section('seconds', 'Seconds of training', (value) => value.toFixed(1)),
  ].join('\n');
}

const scikitLearn = '1.7.2';

function interval({ mean: middle, low, high }: Interval): string {
  const points = (value: number) => `${value < 0 ? '' : '+'}${(100 * value).toFixed(2)}`;
  return `${points(middle)} points (${points(low)} to ${points(high)})`;
}

function verdict(gained: Interval): string {
  const isSure = gained.low > 0 || gained.high < 0;
  return `${interval(gained)}${isSure ? '.' : ', which may be chance: the interval holds zero.'}`;
}
