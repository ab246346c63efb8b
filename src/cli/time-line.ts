import type { ResultsDocument } from '../file/results-schema.js';
import { formatDuration } from './number-format.js';

const titles = {
  loading: 'loading',
  teacher: 'teacher',
  softTargets: 'soft targets',
  search: 'tree size',
  baseline: 'baseline',
  distilled: 'distilled',
  report: 'report',
} as const;

/** Where the time of a run went: `Time: 9.2 s (loading 1.0 s, teacher 3.1 s, ...)`; of a teacher that was there before nothing. */
export function timeLine({ total, ...parts }: ResultsDocument['seconds']): string {
  const names = Object.keys(titles) as (keyof typeof titles)[];
  const told = names.flatMap((name) => {
    const seconds = parts[name];
    const isTold = seconds !== undefined && (name !== 'teacher' || seconds > 0);
    return isTold ? [`${titles[name]} ${formatDuration(seconds)}`] : [];
  });
  return `Time: ${formatDuration(total + (parts.report ?? 0))} (${told.join(', ')})`;
}
