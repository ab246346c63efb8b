/** Test accuracies that Frosst & Hinton 2017 report for MNIST at depth 8; the paper names no inference for its trees. */
export const paperResults = {
  source: 'Frosst & Hinton 2017, arXiv 1711.09784',
  dataset: 'mnist',
  depth: 8,
  teacher: 0.9921,
  distilled: 0.9676,
  baseline: 0.9445,
} as const;

/** The paper's numbers where they can be compared, else `undefined`. */
export function paperResultsFor(dataset: string): typeof paperResults | undefined {
  return dataset === paperResults.dataset ? paperResults : undefined;
}
