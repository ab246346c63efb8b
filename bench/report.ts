import { formatTable, type TableColumn } from '../src/cli/text-table.js';
import type { OpTime } from './profile.js';
import type { Result } from './suite.js';

const left = (title: string): TableColumn => ({ title, align: 'left' });
const right = (title: string): TableColumn => ({ title, align: 'right' });

export function resultTable(results: readonly Result[]): string[] {
  const columns = [
    left('work'),
    right('threads'),
    right('ours'),
    right('PyTorch'),
    right('times faster'),
    left('quartiles'),
    right('per second'),
    right('s/epoch'),
    left('goal'),
  ];
  return formatTable(columns, results.map(resultRow));
}

function resultRow(result: Result): string[] {
  const { work, threads, seconds, reference, stepsPerEpoch } = result;
  return [
    work,
    String(threads),
    duration(seconds),
    reference === undefined ? '-' : duration(reference.seconds),
    reference === undefined ? '-' : reference.ratio.toFixed(2),
    reference === undefined ? '' : reference.ratioQuartiles.map((ratio) => ratio.toFixed(2)).join(' to '),
    (1 / seconds).toPrecision(3),
    stepsPerEpoch === undefined ? '' : (seconds * stepsPerEpoch).toFixed(2),
    goalText(result),
  ];
}

function goalText({ goal, seconds, reference }: Result): string {
  if (goal?.seconds !== undefined) {
    return `at most ${duration(goal.seconds)}: ${seconds <= goal.seconds ? 'reached' : 'MISSED'}`;
  }
  if (goal?.ratio === undefined) return '';
  const goalRatio = `at least ${goal.ratio.toFixed(2)}`;
  return reference === undefined
    ? goalRatio
    : `${goalRatio}: ${reference.ratio >= goal.ratio ? 'reached' : 'MISSED'}`;
}

function duration(seconds: number): string {
  if (seconds < 1e-3) return `${(seconds * 1e6).toFixed(1)} µs`;
  return seconds < 1 ? `${(seconds * 1e3).toFixed(2)} ms` : `${seconds.toFixed(2)} s`;
}

export function profileTable(times: readonly OpTime[]): string[] {
  const columns = [left('operation'), right('nodes'), right('ms per step'), right('share')];
  const rows = times.map(({ op, nodes, milliseconds, share }) => [
    op,
    String(nodes),
    milliseconds.toFixed(3),
    `${(100 * share).toFixed(1)} %`,
  ]);
  return formatTable(columns, rows, '  ');
}
