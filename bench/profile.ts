import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, sum } from 'simple-statistics';
import type { Dataset } from '../src/data/dataset.js';
import { createOnnxruntimeEngine } from '../src/engine/onnxruntime-engine.js';
import { Training, type ModelKind } from './workloads.js';

export interface OpTime {
  readonly op: string;
  readonly nodes: number;
  /** Median milliseconds in one training step. */
  readonly milliseconds: number;
  /** Share of the step's time. */
  readonly share: number;
}

/** What onnxruntime writes about each execution of a node; other events have other fields. */
interface ProfileEvent {
  readonly cat: string;
  readonly name: string;
  /** Microseconds. */
  readonly dur: number;
  readonly args?: { readonly op_name?: string };
}

const warmupSteps = 30;
const profiledSteps = 60;

/** What is not onnxruntime's: our own kernels, and what it takes to call both. */
const rest = 'all else';

/** Where the time of a training step goes, by onnxruntime operation, longest first; one thread. */
export async function profileTraining(
  kind: ModelKind,
  batchSize: number,
  dataset: Dataset,
): Promise<OpTime[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sdt-profile-'));
  try {
    const engine = await createOnnxruntimeEngine({ threads: 1, profilePrefix: join(folder, 'profile') });
    const training = await Training.compile(engine, kind, batchSize, dataset);
    const seconds: number[] = [];
    for (let step = 0; step < warmupSteps + profiledSteps; step++) {
      const start = performance.now();
      await training.runOnNextBatch();
      seconds.push((performance.now() - start) / 1000);
    }
    await training.step.dispose();
    await engine.dispose();
    // One for each model that the step is made of.
    const files = await readdir(folder);
    if (files.length === 0) throw new Error('onnxruntime wrote no profile');
    const events = await Promise.all(
      files.map(async (file) => {
        const ofFile = JSON.parse(await readFile(join(folder, file), 'utf8')) as ProfileEvent[];
        return ofFile.map((event) => ({ ...event, model: file }));
      }),
    );
    return summarize(events.flat(), median(seconds.slice(warmupSteps)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function summarize(
  events: readonly (ProfileEvent & { readonly model: string })[],
  secondsPerStep: number,
): OpTime[] {
  const durationsByNode = new Map<string, { op: string; durations: number[] }>();
  for (const { cat, name, dur, args, model } of events) {
    if (cat !== 'Node' || args?.op_name === undefined || !name.endsWith('_kernel_time')) continue;
    const node = durationsByNode.get(`${model} ${name}`) ?? { op: args.op_name, durations: [] };
    node.durations.push(dur);
    durationsByNode.set(`${model} ${name}`, node);
  }
  const byOp = new Map<string, { nodes: number; microseconds: number }>();
  for (const { op, durations } of durationsByNode.values()) {
    const total = byOp.get(op) ?? { nodes: 0, microseconds: 0 };
    // More than one where a step runs a model for some of its rows after the other.
    const runs = durations.length / (warmupSteps + profiledSteps);
    byOp.set(op, {
      nodes: total.nodes + 1,
      microseconds: total.microseconds + runs * median(durations.slice(warmupSteps * runs)),
    });
  }
  const ofModels = sum([...byOp.values()].map(({ microseconds }) => microseconds));
  const all = Math.max(ofModels, 1e6 * secondsPerStep);
  byOp.set(rest, { nodes: 0, microseconds: all - ofModels });
  return [...byOp]
    .map(([op, { nodes, microseconds }]) => ({
      op,
      nodes,
      milliseconds: microseconds / 1000,
      share: microseconds / all,
    }))
    .toSorted((a, b) => b.milliseconds - a.milliseconds);
}
