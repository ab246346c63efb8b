import type { Kind, OperandsOf, OperationOf, Value, ValueOf } from '../ir.js';
import type { GraphAnalysis } from './analysis.js';
import type { OnnxModelBuilder } from './model-builder.js';

/** A max pool with the ONNX names of what its gradients also need: where in x the greatest elements are. */
interface IndexedPool {
  readonly isBatchLast: false;
  readonly pooled: string;
  readonly indices: string;
}

/** The same as `[channels, height, width, batch]`. */
export interface BatchLastPool {
  readonly isBatchLast: true;
  readonly pooled: string;
  /** The elements at each place of the windows, row by row, each of the shape of `pooled`. */
  readonly places: readonly string[];
}

export type WrittenPool = IndexedPool | BatchLastPool;

/** What a lowering function may use: the model under construction, and what is known of the value and its graph. */
export interface Lowering {
  readonly model: OnnxModelBuilder;
  readonly analysis: GraphAnalysis;
  readonly value: Value;
  /** ONNX names of the value's operands. */
  readonly names: readonly string[];
  /** Rows that the graph was traced with and that stand for any number; absent: the model takes as many. */
  readonly openBatch: number | undefined;
  /** The name that the result must have, if it is an output of the graph. */
  readonly output: string | undefined;
  /** What was written for all values that share the pool, for those in `analysis.pools`. */
  readonly pool: WrittenPool | undefined;
}

type NamesOf<Operands extends readonly Value[]> = { readonly [Index in keyof Operands]: string };

export interface LoweringOf<K extends Kind> extends Lowering {
  readonly value: ValueOf<K>;
  readonly names: NamesOf<OperandsOf<K>>;
}

/** Writes the nodes of one value and gives the ONNX name of its result. */
export type Lower<K extends Kind> = (operation: OperationOf<K>, lowering: LoweringOf<K>) => string;
