import type { Command } from 'commander';
import type { Dataset } from '../data/dataset.js';
import type { Retraining } from '../distill/prune.js';
import type { CommandOutput } from './command-output.js';
import { addEngineOptions, addSeedOption, type EngineOptions } from './common-options.js';
import { integerOption } from './option-values.js';

const phase = 'retraining';

export interface RetrainingFlags extends EngineOptions {
  readonly epochs?: number;
  readonly seed: number;
}

/** @param option what makes a command train a tree on */
export function addRetrainingOptions(command: Command, option: string): Command {
  command.option(
    '--epochs <n>',
    `with ${option}: passes over the training rows each time (default: half of what a new tree takes)`,
    integerOption('--epochs', 1),
  );
  addSeedOption(command);
  return addEngineOptions(command);
}

/** Loads the engine, and gives `work` all that trains a tree on; each training shows how far it is. */
export async function withRetraining<T>(
  options: RetrainingFlags,
  train: Dataset,
  output: CommandOutput,
  work: (training: Retraining) => Promise<T>,
): Promise<T> {
  const [{ loadEngine }, { treeSettings }] = await Promise.all([
    import('../engine/load-engine.js'),
    import('../settings/tree-defaults.js'),
  ]);
  const { seed, epochs = Math.ceil(treeSettings(train).epochs / 2) } = options;
  const engine = await loadEngine(options);
  const progress = await output.progress();
  let start = 0;
  try {
    return await work({
      epochs,
      seed,
      engine,
      signal: output.signal,
      onStart(totalSteps) {
        start = performance.now();
        progress.phaseStarted?.(phase, totalSteps);
      },
      onProgress: (doneSteps, loss) => progress.stepsDone?.(phase, doneSteps, loss),
      onEpoch(metrics) {
        progress.epochEnded?.(phase, metrics, epochs);
        if (metrics.epoch === epochs) progress.phaseEnded?.(phase, (performance.now() - start) / 1000);
      },
    });
  } finally {
    progress.close();
    await engine.dispose();
  }
}
