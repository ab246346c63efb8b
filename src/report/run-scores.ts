import type { RunScores, TreeRole } from './report-data.js';
import type { ReportExperiment, ReportTreeInput } from './report-input.js';

/** The trees of an experiment by their role, baseline first. */
export function treeInputs({
  baseline,
  distilled,
}: ReportExperiment): { role: TreeRole; trained: ReportTreeInput }[] {
  return [
    ...(baseline ? [{ role: 'baseline' as const, trained: baseline }] : []),
    ...(distilled ? [{ role: 'distilled' as const, trained: distilled }] : []),
  ];
}

/** Scores of an experiment, for the page. */
export function runScores({ seed, teacher, ...experiment }: ReportExperiment): RunScores {
  const trees = treeInputs({ seed, ...experiment }).map(({ role, trained }) => [role, trained] as const);
  return scoresOnly({ seed, teacherAccuracy: teacher?.accuracy, trees: Object.fromEntries(trees) });
}

/** The scores of a run without what else a caller's objects hold, such as all epochs. */
export function scoresOnly({ seed, teacherAccuracy, trees }: RunScores): RunScores {
  const scores = (['baseline', 'distilled'] as const).flatMap((role) => {
    const tree = trees[role];
    if (tree === undefined) return [];
    const { maxPath, mixture, fidelity, mixtureFidelity, topPathProbability } = tree;
    return [[role, { maxPath, mixture, fidelity, mixtureFidelity, topPathProbability }] as const];
  });
  return { seed, teacherAccuracy, trees: Object.fromEntries(scores) };
}
