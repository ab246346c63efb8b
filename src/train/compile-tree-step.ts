import type { Engine } from '../engine/engine.js';
import type { OptimizerSettings } from '../optimizer/settings.js';
import { treeTrainingProgram, type TreeTrainingOptions } from '../objective/tree-program.js';
import type { TreeParameters } from '../tree/soft-decision-tree.js';
import type { CompleteTreeShape } from '../tree/complete-tree.js';
import { createFusedTreeStep, type TreeTrainingStep } from './fused-step/fused-tree-step.js';

/**
 * The training step of a tree: fused on an engine that shares its memory with our kernels (onnxruntime on the processor). Other
 * engines keep tensors where our kernels do not reach them, and run the whole program themselves: the same step, to float32
 * rounding, whatever the batch size.
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
  return engine.sharesMemory
    ? createFusedTreeStep(engine, topology, options, program, optimizer)
    : engine.compileTraining(program, optimizer);
}
