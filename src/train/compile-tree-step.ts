import type { Engine } from '../engine/engine.js';
import type { OptimizerSettings } from '../optimizer/settings.js';
import { treeTrainingProgram, type TreeTrainingOptions } from '../objective/tree-program.js';
import type { TreeParameters } from '../tree/soft-decision-tree.js';
import type { CompleteTreeShape } from '../tree/complete-tree.js';
import { createFusedTreeStep, fusedRows, type TreeTrainingStep } from './fused-step/fused-tree-step.js';

/**
 * The training step of a tree: fused where the engine shares memory and the batch size allows it, otherwise the traced program.
 *
 * @throws {InvalidInputError} when the topology, an initial value or an option is out of range
 */
export function compileTreeStep(
  engine: Engine,
  topology: CompleteTreeShape,
  options: TreeTrainingOptions,
  initial: TreeParameters,
  optimizer: OptimizerSettings,
): Promise<TreeTrainingStep> {
  const program = treeTrainingProgram(topology, options, initial);
  return engine.sharesMemory && options.batchSize % fusedRows === 0
    ? createFusedTreeStep(engine, topology, options, program, optimizer)
    : engine.compileTraining(program, optimizer);
}
