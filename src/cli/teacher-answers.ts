import type { Dataset } from '../data/dataset.js';
import { loadEngine } from '../engine/load-engine.js';
import { openTeacher } from '../teacher/open-teacher.js';
import type { CommandOutput } from './command-output.js';
import type { EngineOptions } from './common-options.js';

/** Logits of a saved teacher for all rows of a data set, `[rows, classCount]`. */
export async function askTeacher(
  folder: string,
  dataset: Dataset,
  options: EngineOptions,
  output: CommandOutput,
): Promise<{ readonly logits: Float32Array; readonly classCount: number }> {
  const engine = await loadEngine(options);
  try {
    const teacher = await openTeacher(folder, engine);
    output.log(`Asking the teacher, ${teacher.description}`);
    const logits = await teacher.logits(dataset.features, dataset.rowCount);
    await teacher.dispose();
    return { logits, classCount: teacher.classCount };
  } finally {
    await engine.dispose();
  }
}
