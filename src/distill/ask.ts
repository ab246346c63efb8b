import { rowIdentity, type UnlabelledDataset } from '../data/dataset.js';
import type { CheckpointPart, KeptWork } from '../file/checkpoint.js';
import type { DistillationSettings } from '../settings/settings.js';
import { assertDistillation } from '../settings/settings-ranges.js';
import { assertSameClasses } from '../teacher/checks/class-count.js';
import { assertFinite } from '../teacher/checks/finite-answers.js';
import type { LogitSource } from '../teacher/logit-source.js';
import { computeMeanLogits } from './mean-logits.js';
import { runPhase, type PhaseReport, type WorkContext } from './progress.js';

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
  const { teacherDeformations } = settings;
  const { result, seconds } = await runPhase('softTargets', 1, context, (report) => {
    const question = { deformations: teacherDeformations };
    const asked = () => checkpointed(teacher, rows, teacherDeformations, context, report);
    return context.answers?.logits(rows, question, asked) ?? asked();
  });
  assertFinite(result, teacher);
  return { logits: result, seconds };
}

/** Asks, unless a checkpoint has the answers. */
async function checkpointed(
  teacher: LogitSource,
  rows: UnlabelledDataset,
  deformations: number,
  context: WorkContext,
  report: PhaseReport,
): Promise<Float32Array> {
  const start = performance.now();
  const part = await answersPart(teacher, rows, deformations, context);
  const kept = await part?.read<KeptAnswers>();
  if (kept !== undefined) return kept.logits;
  const logits = await computeMeanLogits(teacher, rows, deformations, report);
  const answers: KeptAnswers = { logits, seconds: (performance.now() - start) / 1000 };
  await part?.keep(answers);
  return logits;
}

interface KeptAnswers extends KeptWork {
  readonly logits: Float32Array;
}

const probeRows = 1000;

/** Where a model's answers are kept, known by those to the first rows: the model may be another than before. Answers that are only looked up are not kept. */
async function answersPart(
  teacher: LogitSource,
  rows: UnlabelledDataset,
  deformations: number,
  { checkpoint }: WorkContext,
): Promise<CheckpointPart | undefined> {
  if (checkpoint === undefined || !teacher.answersAnyInput) return undefined;
  const { features, featureCount, rowCount, sourceRows } = rows;
  const count = Math.min(probeRows, rowCount);
  const probe = await teacher.logits(
    features.subarray(0, count * featureCount),
    count,
    sourceRows?.subarray(0, count),
  );
  return checkpoint.part('answers', { deformations }, [probe, rowIdentity(rows)]);
}
