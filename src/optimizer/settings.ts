/** Which update rule trains the parameters. The learning rate is given at each step, so that it can follow a schedule. */
export type OptimizerSettings =
  | { readonly kind: 'sgd' }
  /** Classical momentum: `v = momentum v + g; p -= lr v`. */
  | { readonly kind: 'momentum'; readonly momentum: number }
  /** Kingma & Ba 2015, with bias correction. */
  | { readonly kind: 'adam'; readonly beta1: number; readonly beta2: number; readonly epsilon: number };

export const defaultAdam: OptimizerSettings = { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
