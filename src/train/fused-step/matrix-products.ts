import type { InferenceProgram } from '../../compile/program.js';
import type { Engine, InferenceStep } from '../../engine/engine.js';
import { tf } from '../../engine/tensorflow.js';

/** Matrices of the two products; features `[rows, featureCount]`. */
export interface ProductBuffers {
  readonly features: Float32Array;
  /** Read, `[inner, featureCount]`. */
  readonly filters: Float32Array;
  /** x.w of every gate, `[inner, rows]`; later dL/d(x.w). */
  readonly products: Float32Array;
  /** dL/dw of every gate, `[inner, featureCount]`. */
  readonly filterGradients: Float32Array;
}

export interface ProductSizes {
  readonly inner: number;
  readonly rows: number;
  readonly featureCount: number;
}

/** products = filters times transposed features. */
export function compileGateProducts(
  engine: Engine,
  { inner, rows, featureCount }: ProductSizes,
  { filters, features, products }: ProductBuffers,
): Promise<InferenceStep<'filters', 'features', 'products'>> {
  const program: InferenceProgram<'filters', 'features', 'products'> = {
    name: 'gates of a soft decision tree',
    parameters: { filters: { shape: [inner, featureCount], initial: filters } },
    inputs: { features: { shape: [rows, featureCount] } },
    outputs: ['products'],
    forwardFunction: ({ parameters, inputs }) => ({
      products: tf.matMul(parameters.filters, inputs.features, false, true),
    }),
  };
  return engine.compileInference(program, {
    parameters: { filters },
    inputs: { features },
    outputs: { products },
  });
}

/** filterGradients = dL/d(x.w), which stand in the products' place, times features. */
export function compileFilterGradients(
  engine: Engine,
  { inner, rows, featureCount }: ProductSizes,
  { products, features, filterGradients }: ProductBuffers,
): Promise<InferenceStep<never, 'slopes' | 'features', 'filterGradients'>> {
  const program: InferenceProgram<never, 'slopes' | 'features', 'filterGradients'> = {
    name: 'gradients of the filters of a soft decision tree',
    parameters: {},
    inputs: { slopes: { shape: [inner, rows] }, features: { shape: [rows, featureCount] } },
    outputs: ['filterGradients'],
    forwardFunction: ({ inputs: { slopes, features } }) => ({ filterGradients: tf.matMul(slopes, features) }),
  };
  return engine.compileInference(program, {
    parameters: {},
    inputs: { slopes: products, features },
    outputs: { filterGradients },
  });
}
