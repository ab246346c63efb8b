import type { SweepPlot } from '../render/chart/sweep-chart.js';
import {
  accuracyPlot,
  plotDescription,
  sweepPlot,
  treeCurves,
  type AccuracyPlot,
  type PlottedVariant,
} from './accuracy-plot.js';
import type { PaperScores } from './comparison.js';
import { fewLabelCurves } from './few-label-curves.js';
import type { PlanName } from './plans.js';

const axes: Partial<Record<PlanName, Omit<AccuracyPlot, 'curves'>>> = {
  labels: {
    title: 'Test accuracy against labelled rows',
    axisTitle: 'Labelled rows',
    logarithmic: true,
    wideRange: true,
  },
  noise: {
    title: 'Test accuracy against wrong labels',
    axisTitle: 'Share of wrong labels',
    logarithmic: false,
    wideRange: true,
  },
  temperature: {
    title: 'Test accuracy against temperature',
    axisTitle: 'Temperature',
    logarithmic: true,
    wideRange: false,
  },
  depth: {
    title: 'Test accuracy against depth',
    axisTitle: 'Depth',
    logarithmic: false,
    wideRange: true,
  },
};

/** Headings of the plans. */
export const planTitles: Readonly<Record<PlanName, string>> = {
  main: 'Teacher, baseline and distilled tree',
  plain: "The paper's plain setting",
  recipe: 'Other recipes',
  ablation: 'What each ingredient of the recipe does',
  labels: 'Fewer labels',
  noise: 'Wrong labels',
  temperature: 'Temperature',
  depth: 'Depth',
};

/** What a reader must know of each plan. */
export const planExplanations: Readonly<Record<PlanName, string>> = {
  main: 'The whole recipe. Baseline and distilled tree have the same start weights, order of rows, augmentation and number of steps; the baseline learns from the true labels, the distilled tree from the soft targets of the teacher.',
  plain:
    'The loss of the paper, a constant balance penalty, no augmentation and nothing else of the recipe; the teacher is the same.',
  ablation:
    'One ingredient is switched off in each row, for both trees; "change" is what that does to the max path of the distilled tree, in percentage points.',
  recipe: 'One difference from the recipe in each row, for both trees.',
  labels:
    'Teacher and trees know the labels of these rows alone, and a fifth of them are validation rows. Where the other rows are there too, without their labels, the teacher learns from its own answers to them (self-training), and the distilled tree from the answers of that teacher to all rows; the baseline knows the labelled rows alone. What the recipe derives from the number of rows (depth, epochs, batch size) follows it. Each seed has labelled rows and a teacher of its own; with all labels it is the recipe itself.',
  noise:
    'So many training and validation labels are wrong, each a random other class; those of the test rows are right. One set of wrong labels and one teacher for each share of them; the seeds differ in the trees.',
  temperature:
    'Softens the teacher for the distilled tree; the baseline is the same tree at every temperature.',
  depth: 'Trees of other depths, otherwise the same recipe.',
};

/** Test accuracy against what a plan varies. */
export interface PlanPicture {
  readonly title: string;
  /** A standalone document. */
  readonly svg: string;
  /** What it draws. */
  readonly plot: SweepPlot;
  /** The same in words. */
  readonly description: string;
}

/**
 * The picture of a plan; `undefined` for one that varies no number, or has one row.
 *
 * @param paper accuracies with all labels, drawn as lines where labels are few
 */
export function planPicture(
  plan: PlanName,
  variants: readonly PlottedVariant[],
  paper?: Pick<PaperScores, 'distilled' | 'baseline'>,
): PlanPicture | undefined {
  const plot = axes[plan];
  if (plot === undefined || variants.length < 2) return undefined;
  const curves = plan === 'labels' ? fewLabelCurves(paper) : treeCurves;
  const { title } = plot;
  const whole = { ...plot, curves };
  return {
    title,
    svg: accuracyPlot(variants, whole),
    plot: sweepPlot(variants, whole),
    description: plotDescription(variants, whole),
  };
}
