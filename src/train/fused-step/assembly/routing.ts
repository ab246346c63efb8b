// Gates and path probabilities, forward and backward.
import { LOG2_E, multiplyAdd, powerOfTwo, sumOf, TINY, withoutTiny } from './vector-math';

/** row -= featureMeans for each row of the batch; `featureBytes` a multiple of 4. */
export function center(features: usize, featureMeans: usize, batchSize: i32, featureBytes: usize): void {
  for (let row = 0; row < batchSize; row++, features += featureBytes) {
    let i: usize = 0;
    for (; i + 16 <= featureBytes; i += 16) {
      v128.store(features + i, f32x4.sub(v128.load(features + i), v128.load(featureMeans + i)));
    }
    for (; i < featureBytes; i += 4) store<f32>(features + i, load<f32>(features + i) - load<f32>(featureMeans + i));
  }
}

/**
 * Gates and path probabilities, heap order. `products` `[inner, batch]` holds x.w; `gates` `[inner, batch]` gets
 * p = sigmoid(beta (x.w + b)); `paths` `[2 inner + 1, batch]` gets P of every node.
 */
export function route(
  products: usize,
  biases: usize,
  betas: usize,
  gates: usize,
  paths: usize,
  inner: i32,
  rowBytes: usize,
): void {
  for (let i: usize = 0; i < rowBytes; i += 16) v128.store(paths + i, f32x4.splat(1.0));
  for (let node = 0; node < inner; node++) {
    const bias = v128.load32_splat(biases + (node << 2));
    // In units of ln 2, so that the gates need powers of two.
    const beta = f32x4.mul(v128.load32_splat(betas + (node << 2)), f32x4.splat(LOG2_E));
    const parent = paths + <usize>node * rowBytes;
    const left = paths + <usize>(2 * node + 1) * rowBytes;
    let i: usize = 0;
    // Two vectors at a time share the arithmetic of addresses.
    for (; i + 32 <= rowBytes; i += 32) {
      routeAt(0, products + i, bias, beta, gates + i, parent + i, left + i, left + rowBytes + i);
      routeAt(16, products + i, bias, beta, gates + i, parent + i, left + i, left + rowBytes + i);
    }
    if (i < rowBytes) routeAt(0, products + i, bias, beta, gates + i, parent + i, left + i, left + rowBytes + i);
    products += rowBytes;
    gates += rowBytes;
  }
}

@inline
function routeAt(
  offset: usize,
  products: usize,
  bias: v128,
  beta: v128,
  gates: usize,
  parent: usize,
  left: usize,
  right: usize,
): void {
  const one = f32x4.splat(1.0);
  const smallest = f32x4.splat(TINY);
  const z = f32x4.mul(f32x4.add(v128.load(products + offset), bias), beta);
  // Both branches from 2^-|z|: 1 - p would lose every digit of a small probability.
  const e = powerOfTwo(v128.or(z, i32x4.splat(0x80000000)));
  const greater = f32x4.div(one, f32x4.add(one, e));
  const smaller = f32x4.mul(e, greater);
  const swap = v128.and(v128.xor(greater, smaller), i32x4.shr_s(z, 31));
  const p = v128.xor(greater, swap);
  const q = v128.xor(smaller, swap);
  const path = v128.load(parent + offset);
  v128.store(gates + offset, p);
  v128.store(left + offset, f32x4.pmax(f32x4.mul(path, q), smallest));
  v128.store(right + offset, f32x4.pmax(f32x4.mul(path, p), smallest));
}

/**
 * From R of the leaves to the gates, from the lowest level up: R of an inner node is the sum of its children's, and
 * dL/dz = R_right - p R. `products`, which hold x.w, become dL/d(x.w) = beta dL/dz.
 */
export function routeBackward(
  products: usize,
  biases: usize,
  betas: usize,
  gates: usize,
  paths: usize,
  biasGradients: usize,
  betaGradients: usize,
  inner: i32,
  rowBytes: usize,
): void {
  for (let node = inner - 1; node >= 0; node--) {
    const bias = v128.load32_splat(biases + (node << 2));
    const beta = v128.load32_splat(betas + (node << 2));
    const offset = <usize>node * rowBytes;
    const left = paths + <usize>(2 * node + 1) * rowBytes;
    const right = left + rowBytes;
    let biasGradient = f32x4.splat(0.0);
    let betaGradient = biasGradient;
    for (let i: usize = 0; i < rowBytes; i += 16) {
      const ofRight = v128.load(right + i);
      const both = f32x4.add(v128.load(left + i), ofRight);
      v128.store(paths + offset + i, both);
      const slope = f32x4.sub(ofRight, f32x4.mul(v128.load(gates + offset + i), both));
      const product = products + offset + i;
      betaGradient = multiplyAdd(slope, f32x4.add(v128.load(product), bias), betaGradient);
      const gradient = withoutTiny(f32x4.mul(beta, slope));
      biasGradient = f32x4.add(biasGradient, gradient);
      v128.store(product, gradient);
    }
    store<f32>(biasGradients + (node << 2), sumOf(biasGradient));
    store<f32>(betaGradients + (node << 2), sumOf(betaGradient));
  }
}
