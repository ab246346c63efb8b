import type * as tf from '@tensorflow/tfjs';

/** Shape of one float32 tensor; sizes are fixed when a program is compiled. */
export interface TensorSpec {
  readonly shape: readonly number[];
}

/** A tensor that has a value before the first step. */
export interface InitializedTensorSpec extends TensorSpec {
  /** Row-major start values; copied, never written to. */
  readonly initial: Float32Array;
}

/** A tensor that the optimizer trains. */
export interface ParameterSpec extends InitializedTensorSpec {
  /**
   * Decoupled weight decay, per unit of learning rate, at least 0, default 0: each update first multiplies the values by
   * `1 - learning rate * weightDecay` (Loshchilov & Hutter 2019).
   */
  readonly weightDecay?: number;
}

/** Tensors by name. */
export type TensorMap<Names extends string> = Readonly<Record<Names, tf.Tensor>>;

/** What a program's function is given: trained parameters, carried state, and this step's inputs. */
export interface ProgramTensors<P extends string, S extends string, I extends string> {
  readonly parameters: TensorMap<P>;
  readonly state: TensorMap<S>;
  readonly inputs: TensorMap<I>;
}

/**
 * A training step as a pure TensorFlow.js function, written once and run by any engine.
 *
 * The function must not read a tensor's value (`dataSync`), draw random numbers, or close over a JS number that
 * changes between steps: such a number is an input.
 */
export interface TrainingProgram<P extends string, S extends string, I extends string, O extends string> {
  /** For messages and profiles. */
  readonly name: string;
  /** Trained by the optimizer. */
  readonly parameters: Readonly<Record<P, ParameterSpec>>;
  /** Carried from step to step without gradient (running averages). */
  readonly state: Readonly<Record<S, InitializedTensorSpec>>;
  /** Written by the caller before each step. */
  readonly inputs: Readonly<Record<I, TensorSpec>>;
  /** Names of the extra tensors that the step gives back. */
  readonly outputs: readonly O[];
  /** Loss, next state and outputs of a batch; its gradients are those of the parameters. */
  readonly lossFunction: (tensors: ProgramTensors<P, S, I>) => LossResult<S, O>;
  /**
   * The same step for another number of rows, where each row counts by itself: the loss is a mean over rows, every input has them on
   * its first axis, and there are neither state nor outputs. Absent: it is not so.
   */
  readonly ofRows?: ((rows: number) => TrainingProgram<P, S, I, O>) | undefined;
}

/** What a loss function gives. */
export interface LossResult<S extends string, O extends string> {
  /** Scalar to minimize. */
  readonly loss: tf.Scalar;
  /** Next value of each state tensor, same shapes. */
  readonly state: TensorMap<S>;
  readonly outputs: TensorMap<O>;
}

/** A forward pass as a pure TensorFlow.js function. */
export interface InferenceProgram<P extends string, I extends string, O extends string> {
  readonly name: string;
  readonly parameters: Readonly<Record<P, InitializedTensorSpec>>;
  readonly inputs: Readonly<Record<I, TensorSpec>>;
  readonly outputs: readonly O[];
  /** Outputs of parameters and inputs; traced once or run at each call. */
  readonly forwardFunction: (tensors: Omit<ProgramTensors<P, never, I>, 'state'>) => TensorMap<O>;
}
