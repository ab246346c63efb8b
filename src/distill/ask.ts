import type { UnlabelledDataset } from '../data/dataset.js';
import type { DistillationSettings } from '../settings/settings.js';
import { assertDistillation } from '../settings/settings-ranges.js';
import { assertSameClasses } from '../teacher/checks/class-count.js';
import { assertFinite } from '../teacher/checks/finite-answers.js';
import type { LogitSource } from '../teacher/logit-source.js';
import { computeMeanLogits } from './mean-logits.js';
import { runPhase, type WorkContext } from './progress.js';

/**
 * Asks a teacher about the rows that trees learn from, once for all trees that learn from it.
 *
 * @returns its logits at temperature 1, row-major `[rows, classCount]`, and the seconds that it took
 * @throws {InvalidInputError} when a setting is out of range, or the teacher cannot answer what it would be asked.
 * @throws {InterruptedError} when `context.signal` is aborted meanwhile.
 */
export async function ask(
  teacher: LogitSource,
  rows: UnlabelledDataset,
  settings: DistillationSettings,
  context: WorkContext,
): Promise<{ readonly logits: Float32Array; readonly seconds: number }> {
  assertDistillation(settings);
  assertSameClasses(teacher, rows);
  const { result, seconds } = await runPhase('softTargets', 1, context, (report) =>
    computeMeanLogits(teacher, rows, settings.teacherDeformations, report),
  );
  assertFinite(result, teacher);
  return { logits: result, seconds };
}
