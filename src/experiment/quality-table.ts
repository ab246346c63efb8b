import { spreadOf } from '../data/spread.js';
import type { TrialRecord } from '../file/trial-record.js';
import { markdownTable, numberColumn, textColumn } from './markdown-table.js';
import { percentSpread, plainSpread } from './report-numbers.js';

type Quality = NonNullable<TrialRecord['teacher']['quality']>;

/** What accuracy does not say, over the seeds that measured it; `undefined` where trials of earlier versions did not. */
export function qualityTable(records: readonly TrialRecord[]): string | undefined {
  const answers = [
    ['Teacher', ({ teacher }: TrialRecord) => teacher.quality],
    ['Distilled tree, max path', ({ distilled }: TrialRecord) => distilled.quality?.maxPath],
    ['Distilled tree, mixture', ({ distilled }: TrialRecord) => distilled.quality?.mixture],
    ['Baseline tree, max path', ({ baseline }: TrialRecord) => baseline.quality?.maxPath],
    ['Baseline tree, mixture', ({ baseline }: TrialRecord) => baseline.quality?.mixture],
  ] as const;
  const rows = answers.flatMap(([title, qualityOf]) => {
    const measured = records.flatMap((record) => qualityOf(record) ?? []);
    // All seeds share one teacher.
    const first = title === 'Teacher' ? measured.slice(0, 1) : measured;
    return first.length === 0 ? [] : [[title, ...cells(first)]];
  });
  if (rows.length === 0) return undefined;
  const missing = records.filter(({ distilled }) => distilled.quality === undefined).length;
  const note =
    'Balanced accuracy is the mean recall of the classes, log loss the mean of −ln(probability of the true class), calibration error the expected one over 15 bins.';
  return [
    markdownTable(
      [
        textColumn(''),
        numberColumn('Balanced accuracy'),
        numberColumn('Macro F1'),
        numberColumn('Log loss'),
        numberColumn('Calibration error'),
      ],
      rows,
    ),
    missing === 0 ? note : `${note} Trials of an earlier version, which lack these numbers: ${missing}.`,
  ].join('\n\n');
}

function cells(measured: readonly Quality[]): string[] {
  const spread = (value: (quality: Quality) => number) => spreadOf(measured.map(value));
  return [
    percentSpread(spread(({ balancedAccuracy }) => balancedAccuracy)),
    percentSpread(spread(({ macroF1 }) => macroF1)),
    plainSpread(
      spread(({ logLoss }) => logLoss),
      4,
    ),
    percentSpread(spread(({ expectedCalibrationError }) => expectedCalibrationError)),
  ];
}
