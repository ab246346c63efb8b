import type { MachineRecord } from '../../src/engine/machine.js';
import { markdownTable, numberColumn } from '../../src/experiment/markdown-table.js';
import { perRow, type MeasuredSize } from './cost-chart.js';
import { batchSize } from './measure-size.js';
import { sizeNames, usualSize, type SizeName } from './sizes.js';

/** What was measured, and where. */
export interface CurvesResults {
  readonly command: string;
  readonly machine: MachineRecord;
  /** Mean number of programs that wanted a processor, this one among them, and processors there were. */
  readonly load: { readonly programs: number; readonly processors: number };
  readonly measured: readonly MeasuredSize[];
}

/** The report of all curves, as Markdown beside their drawings. */
export function curvesReport({ command, machine, load, measured }: CurvesResults): string {
  const { rows, features, depth, classes } = usualSize;
  const sections = sizeNames.flatMap((name) => [
    '',
    `## By ${name}`,
    '',
    `![Processor time a row by ${name}](${name}.svg)`,
    '',
    table(name, measured),
  ]);
  return `${[
    '# What size costs',
    '',
    `Processor time of one epoch of a tree's training (batches of ${batchSize}, Adam) and of both answers to all rows, against one size; the others are`,
    `${rows.toLocaleString('en-US')} rows of ${features} features, none of them 0, depth ${depth} and ${classes} classes. \`${command}\`, one thread, the least of all rounds.`,
    '',
    `${machine.engine}; ${machine.processor}, ${machine.system}, Node.js ${machine.node}; instruction sets: ${machine.features.join(' ')}.`,
    `Load meanwhile: ${load.programs.toFixed(1)} on ${load.processors} processors; where that is more than one each, ratios say more than times.`,
    ...sections,
  ].join('\n')}\n`;
}

function table(name: SizeName, measured: readonly MeasuredSize[]): string {
  const lines = measured
    .filter((each) => each.name === name)
    .map(({ size, epoch, answers }) => [
      size[name].toLocaleString('en-US'),
      seconds(epoch),
      perRow(epoch, size).toPrecision(3),
      seconds(answers),
      perRow(answers, size).toPrecision(3),
    ]);
  const columns = [name, 'epoch', 'µs a row', 'answers', 'µs a row'].map(numberColumn);
  return markdownTable(columns, lines);
}

function seconds(value: number): string {
  return value < 1 ? `${(1000 * value).toPrecision(3)} ms` : `${value.toPrecision(3)} s`;
}
