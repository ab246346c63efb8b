import type { Spread } from '../data/spread.js';
import { lightPageColors } from '../render/colors.js';
import type { Curve, PlottedVariant } from './accuracy-plot.js';
import type { PaperScores } from './comparison.js';

const distilled = {
  color: lightPageColors.distilled,
  spread: (variant: PlottedVariant) => variant.distilled.maxPath,
};
const teacher = {
  color: lightPageColors.teacher,
  symbol: 'diamond',
  spread: (variant: PlottedVariant) => variant.teacher,
} as const;
const withOthers = ({ unlabelled }: PlottedVariant) => unlabelled !== false;
const alone = ({ unlabelled }: PlottedVariant) => unlabelled !== true;

/**
 * Trees by max path and teachers where few rows have labels, with the other rows and without.
 *
 * @param paper accuracies with all labels, drawn as lines
 */
export function fewLabelCurves(paper?: Pick<PaperScores, 'distilled' | 'baseline'>): Curve[] {
  const constant = (mean: number) => (): Spread => ({ mean, count: 1 });
  return [
    { name: 'Distilled tree, the other rows too', ...distilled, symbol: 'circle', has: withOthers },
    { name: 'Distilled tree, labelled rows alone', ...distilled, symbol: 'circle', dash: '5 4', has: alone },
    {
      name: 'Baseline tree',
      color: lightPageColors.baseline,
      symbol: 'square',
      spread: (variant) => variant.baseline.maxPath,
      has: alone,
    },
    { name: 'Teacher, self-trained', ...teacher, has: withOthers },
    { name: 'Teacher, labelled rows alone', ...teacher, dash: '5 4', has: alone },
    ...(paper === undefined
      ? []
      : ([
          {
            name: 'Distilled tree of the paper, all labels',
            color: lightPageColors.distilled,
            dash: '1 4',
            symbol: 'circle',
            spread: constant(paper.distilled),
          },
          {
            name: 'Baseline tree of the paper, all labels',
            color: lightPageColors.baseline,
            dash: '1 4',
            symbol: 'square',
            spread: constant(paper.baseline),
          },
        ] as const)),
  ];
}
