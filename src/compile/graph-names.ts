/** Names of a training graph's inputs and outputs, made of the part they play and the program's own name. */
export const graphNames = {
  parameter: (name: string) => `parameters/${name}`,
  state: (name: string) => `state/${name}`,
  input: (name: string) => `inputs/${name}`,
  gradient: (name: string) => `gradients/${name}`,
  nextState: (name: string) => `nextState/${name}`,
  output: (name: string) => `outputs/${name}`,
  loss: 'loss',
};

/** Names of what stands in for the gradients of pooled convolutions: see `withoutConvolutionGradients`. */
export const trunkOutputs = {
  /** What the convolution of a block gives, `[outputs, height, width, rows]`. */
  convolution: (block: number) => `trunk/convolution${block}`,
  /** The gradient by what the last block gives, `[rows, height, width, outputs]`. */
  gradient: 'trunk/gradient',
};
