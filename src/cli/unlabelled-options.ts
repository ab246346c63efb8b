import type { Command } from 'commander';
import { integerOption, pathOption } from './option-values.js';

/** Options about rows without a label. */
export interface UnlabelledFlags {
  readonly unlabelled?: string;
  readonly labels?: number;
}

export function addUnlabelledOptions(command: Command): Command {
  return command
    .option(
      '--unlabelled <source>',
      "rows without labels, besides those of the data, to learn the teacher's answers on: a table with the same columns, a folder of images, or an array (.npy)",
      pathOption('--unlabelled'),
    )
    .option(
      '--labels <n>',
      'keep this many labels, the same share of each class and at least two of each, a fifth of them validation rows, and forget those of the other training rows (default: all)',
      integerOption('--labels', 1),
    );
}
