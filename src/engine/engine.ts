import type { InferenceProgram, TrainingProgram } from '../compile/program.js';
import type { OptimizerSettings } from '../optimizer/settings.js';
import type { EngineName } from '../settings/engine-choice.js';

/** Arrays by name. */
export type Buffers<Names extends string> = Readonly<Record<Names, Float32Array>>;

/** Runs programs. Both engines run the same programs and agree to float32 rounding. */
export interface Engine {
  readonly name: EngineName;
  /** One line for people: engine, version, device, threads. */
  readonly description: string;
  /** Threads of one operation, where they are known. */
  readonly threads?: number | undefined;
  /** It reads and writes the steps' buffers where they lie, so that other work between two of its steps costs no copy. */
  readonly sharesMemory: boolean;
  /** Compiles forward, gradients and optimizer; a program with the same loss function and shapes is compiled once. */
  compileTraining<P extends string, S extends string, I extends string, O extends string>(
    program: TrainingProgram<P, S, I, O>,
    optimizer: OptimizerSettings,
  ): Promise<TrainingStep<P, S, I, O>>;
  /**
   * Compiles the forward pass.
   *
   * @param buffers arrays to work on, of the program's sizes; default: new ones, the parameters with their start values
   */
  compileInference<P extends string, I extends string, O extends string>(
    program: InferenceProgram<P, I, O>,
    buffers?: InferenceBuffers<P, I, O>,
  ): Promise<InferenceStep<P, I, O>>;
  /** Frees what the engine holds. */
  dispose(): Promise<void>;
}

/** A compiled training step. All buffers stay valid, and the same objects, until `dispose`. */
export interface TrainingStep<P extends string, S extends string, I extends string, O extends string> {
  /** Live values: read them to save, write them to restore. */
  readonly parameters: Buffers<P>;
  readonly state: Buffers<S>;
  /** Optimizer moments and step count, for checkpoints. */
  readonly optimizerState: Readonly<Record<string, Float32Array>>;
  /** Write the batch here before `run`. */
  readonly inputs: Buffers<I>;
  /** Valid after `run`. */
  readonly outputs: Buffers<O>;
  /** Loss and gradients of the batch in `inputs`, then one optimizer update; gives the loss before the update. */
  run(learningRate: number): Promise<number>;
  /** Frees what the step holds. */
  dispose(): Promise<void>;
}

/** Arrays that an inference step works on, by name. */
export interface InferenceBuffers<P extends string, I extends string, O extends string> {
  readonly parameters: Buffers<P>;
  readonly inputs: Buffers<I>;
  readonly outputs: Buffers<O>;
}

/** A compiled forward pass. All buffers stay valid, and the same objects, until `dispose`. */
export interface InferenceStep<P extends string, I extends string, O extends string> extends InferenceBuffers<
  P,
  I,
  O
> {
  /** Outputs of what is in `inputs`. */
  run(): Promise<void>;
  /** Frees what the step holds. */
  dispose(): Promise<void>;
}
