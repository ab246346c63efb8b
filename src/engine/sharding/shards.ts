import { compileTrainingTrunk, type CompiledTrunk } from '../../compile/compile.js';
import { is, topologicalOrder } from '../../compile/ir.js';
import { lane } from '../../compile/pooled-convolutions.js';
import type { TrainingProgram } from '../../compile/program.js';

/** A part of the rows of every batch. */
export interface Shard extends CompiledTrunk {
  readonly firstRow: number;
  readonly rows: number;
}

/** What lies between the layers for so many rows stays in near memory; with more shards, adding up their gradients takes longer. */
const usualRows = 32;
/** With fewer rows a convolution takes longer for each: see `suitsBatchLast`. */
const leastRows = 16;

/**
 * Divides the rows of a step with convolutions, as evenly as can be, for threads that each take some of the parts. The parts do not
 * depend on the number of threads, so that results do not. Steps without convolutions, matrix products above all, onnxruntime
 * divides well itself.
 *
 * @returns `undefined` where the step is better left whole
 */
export function shardsOf<P extends string, S extends string, I extends string, O extends string>({
  ofRows,
  inputs,
}: TrainingProgram<P, S, I, O>): readonly Shard[] | undefined {
  const [batchSize = 0] = Object.values<{ shape: readonly number[] }>(inputs)[0]?.shape ?? [];
  if (ofRows === undefined || batchSize < leastRows) return undefined;
  const count =
    batchSize < 2 * usualRows ? Math.floor(batchSize / leastRows) : Math.floor(batchSize / usualRows);
  // Our kernels take rows so many at a time.
  const unit = batchSize % lane === 0 ? lane : 1;
  const compiled = new Map<number, CompiledTrunk>();
  const shards: Shard[] = [];
  for (let index = 0, firstRow = 0; index < count; index++) {
    const rows = unit * Math.round(((index + 1) * batchSize) / count / unit) - firstRow;
    const trunk = compiled.get(rows) ?? compileTrainingTrunk(ofRows(rows));
    if (!convolves(trunk)) return undefined;
    compiled.set(rows, trunk);
    shards.push({ ...trunk, firstRow, rows });
    firstRow += rows;
  }
  return shards;
}

function convolves({ graph }: CompiledTrunk): boolean {
  return topologicalOrder(Object.values(graph.outputs)).some((value) => is(value, 'convolution'));
}
