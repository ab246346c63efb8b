import { simplify } from './simplify/simplify.js';
import { lowerToOnnx } from './onnx/lower.js';
import type { Graph } from './ir.js';
import { withoutConvolutionGradients, type PooledConvolutions } from './pooled-convolutions.js';
import type { InferenceProgram, TrainingProgram } from './program.js';
import { traceInference, traceTraining } from './trace.js';

/** A program ready for a runtime: the simplified graph, and the same as an ONNX model. */
export interface CompiledGraph {
  readonly graph: Graph;
  /** ONNX protobuf; equal programs give equal bytes. */
  readonly model: Uint8Array;
}

/** Traces, simplifies and lowers a training step. Throws as `traceTraining` does. */
export function compileTrainingGraph<P extends string, S extends string, I extends string, O extends string>(
  program: TrainingProgram<P, S, I, O>,
): CompiledGraph {
  return lowered(traceTraining(program));
}

/** A training step, from whose graph the gradients of the first convolutions may be left out. */
export interface CompiledTrunk extends CompiledGraph {
  /** Those convolutions; `undefined` where nothing is left out. */
  readonly convolutions: PooledConvolutions | undefined;
}

/** The same as `compileTrainingGraph`, without the gradients of the pooled convolutions that the network begins with, if it does. */
export function compileTrainingTrunk<P extends string, S extends string, I extends string, O extends string>(
  program: TrainingProgram<P, S, I, O>,
): CompiledTrunk {
  const whole = simplify(traceTraining(program));
  const { graph, convolutions } = withoutConvolutionGradients(whole) ?? {
    graph: whole,
    convolutions: undefined,
  };
  return { graph, model: lowerToOnnx(graph), convolutions };
}

/** Traces, simplifies and lowers a forward pass. Throws as `traceInference` does. */
export function compileInferenceGraph<P extends string, I extends string, O extends string>(
  program: InferenceProgram<P, I, O>,
): CompiledGraph {
  return lowered(traceInference(program));
}

function lowered(traced: Graph): CompiledGraph {
  const graph = simplify(traced);
  return { graph, model: lowerToOnnx(graph) };
}
