// AssemblyScript, compiled to WebAssembly by `npm run build:kernels`: what a training step of a soft decision tree does
// besides its two large matrix products, four rows of the batch at a time. between-products.ts calls these in order.
//
// Addresses are byte offsets into the imported memory. Every matrix that is named `[.., batch]` has rows of `rowBytes` bytes,
// a multiple of 16. Probabilities are at least 2^-100, and other numbers below that in absolute value are stored as zero: left
// alone they would become denormal a few products later, which takes a processor many times longer.

export { center, route, routeBackward } from './routing';
export {
  expectedCrossEntropy,
  mix,
  mixtureLeaves,
  mixtureLikelihood,
  softmax,
  sumOverBatch,
  transpose,
  weighPaths,
} from './leaves';
