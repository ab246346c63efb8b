import type { ReportData } from './report-data.js';

/** What the page of large trees leaves out or rounds, and what that changes; `undefined` where it does neither. */
export function roundingNote({ leftOut, rounding }: ReportData): string | undefined {
  if (leftOut === undefined && rounding === undefined) return undefined;
  const sentences = (rounding ?? []).map(
    ({ role, rows, otherLeaf, greatestDifference }) =>
      `Filters of the ${role} tree are rounded to bytes: of the ${rows.toLocaleString('en-US')} samples of this page ` +
      `${otherLeaf.toLocaleString('en-US')} end at another leaf than in the tree itself, and no probability of the mixture ` +
      `differs by more than ${(100 * greatestDifference).toFixed(3)} points.`,
  );
  const room = leftOut && `The ${leftOut} tree has no room in this page; its scores are among the results.`;
  return [room, ...sentences].filter((sentence) => sentence !== undefined).join(' ');
}
