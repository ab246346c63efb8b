// AssemblyScript, compiled to WebAssembly by `npm run build:kernels`: what a training step of a soft decision tree does
// besides its two large matrix products, four rows of the batch at a time. fused-tree-step.ts calls these in order.
//
// Addresses are byte offsets into the imported memory. Every matrix that is named `[.., batch]` has rows of `bytes` bytes, a
// multiple of 16. Probabilities are at least 2^-100, and other numbers below that in absolute value are stored as zero: left
// alone they would become denormal a few products later, which takes a processor many times longer.
const TINY: f32 = 7.888609052210118e-31;

@inline
function withoutTiny(values: v128): v128 {
  return v128.and(values, f32x4.ge(f32x4.abs(values), f32x4.splat(TINY)));
}

@inline
function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}

/**
 * exp(x) for x of at most 0, to two units in the last place (the polynomial is that of Moshier's Cephes library, expf); 2^-100
 * for all x below ln 2^-100.
 */
@inline
function expOfNegative(x: v128): v128 {
  const bounded = f32x4.pmax(x, f32x4.splat(-69.31471805599453));
  // Adding 1.5 * 2^23 rounds to an integer, which is then also the lowest bits of the sum.
  const shift = f32x4.splat(12582912.0);
  const shifted = f32x4.add(f32x4.mul(bounded, f32x4.splat(1.44269504088896341)), shift);
  const power = f32x4.sub(shifted, shift);
  // ln 2 in two parts, so that the difference keeps all digits.
  const high = f32x4.sub(bounded, f32x4.mul(power, f32x4.splat(0.693359375)));
  const r = multiplyAdd(power, f32x4.splat(2.12194440e-4), high);
  const square = f32x4.mul(r, r);
  // Pairs of terms, which need not wait for one another.
  const low = multiplyAdd(f32x4.splat(1.6666665459e-1), r, f32x4.splat(5.0000001201e-1));
  const middle = multiplyAdd(f32x4.splat(8.3334519073e-3), r, f32x4.splat(4.1665795894e-2));
  const top = multiplyAdd(f32x4.splat(1.9875691500e-4), r, f32x4.splat(1.3981999507e-3));
  const tail = multiplyAdd(multiplyAdd(top, square, middle), square, low);
  const y = multiplyAdd(tail, square, f32x4.add(r, f32x4.splat(1.0)));
  return i32x4.add(y, i32x4.shl(shifted, 23));
}

/** log(x) for normal x > 0, to two units in the last place (Cephes, logf). */
@inline
function log(x: v128): v128 {
  let exponent = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(x, 23), i32x4.splat(126)));
  const fraction = v128.or(v128.and(x, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000)); // in [0.5, 1)
  const isSmall = f32x4.lt(fraction, f32x4.splat(0.707106781186547524));
  exponent = f32x4.sub(exponent, v128.and(isSmall, f32x4.splat(1.0)));
  const r = f32x4.sub(f32x4.add(fraction, v128.and(isSmall, fraction)), f32x4.splat(1.0));
  const square = f32x4.mul(r, r);
  let y = f32x4.splat(7.0376836292e-2);
  y = multiplyAdd(y, r, f32x4.splat(-1.1514610310e-1));
  y = multiplyAdd(y, r, f32x4.splat(1.1676998740e-1));
  y = multiplyAdd(y, r, f32x4.splat(-1.2420140846e-1));
  y = multiplyAdd(y, r, f32x4.splat(1.4249322787e-1));
  y = multiplyAdd(y, r, f32x4.splat(-1.6668057665e-1));
  y = multiplyAdd(y, r, f32x4.splat(2.0000714765e-1));
  y = multiplyAdd(y, r, f32x4.splat(-2.4999993993e-1));
  y = multiplyAdd(y, r, f32x4.splat(3.3333331174e-1));
  y = f32x4.mul(f32x4.mul(y, r), square);
  y = multiplyAdd(exponent, f32x4.splat(-2.12194440e-4), y);
  y = multiplyAdd(square, f32x4.splat(-0.5), y);
  return multiplyAdd(exponent, f32x4.splat(0.693359375), f32x4.add(r, y));
}

@inline
function sumOf(values: v128): f32 {
  return (
    f32x4.extract_lane(values, 0) +
    f32x4.extract_lane(values, 1) +
    (f32x4.extract_lane(values, 2) + f32x4.extract_lane(values, 3))
  );
}

/** row -= means for each row; `rowBytes` a multiple of 4. */
export function center(features: usize, means: usize, rows: i32, rowBytes: usize): void {
  for (let row = 0; row < rows; row++, features += rowBytes) {
    let i: usize = 0;
    for (; i + 16 <= rowBytes; i += 16) {
      v128.store(features + i, f32x4.sub(v128.load(features + i), v128.load(means + i)));
    }
    for (; i < rowBytes; i += 4) store<f32>(features + i, load<f32>(features + i) - load<f32>(means + i));
  }
}

/** target = transposed source, `[rows, columns]`. */
export function transpose(source: usize, target: usize, rows: i32, columns: i32): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, source += 4) {
      store<f32>(target + ((column * rows + row) << 2), load<f32>(source));
    }
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
  bytes: usize,
): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(paths + i, f32x4.splat(1.0));
  for (let node = 0; node < inner; node++) {
    const bias = v128.load32_splat(biases + (node << 2));
    const beta = v128.load32_splat(betas + (node << 2));
    const parent = paths + <usize>node * bytes;
    const left = paths + <usize>(2 * node + 1) * bytes;
    let i: usize = 0;
    // Two vectors at a time share the arithmetic of addresses.
    for (; i + 32 <= bytes; i += 32) {
      routeAt(0, products + i, bias, beta, gates + i, parent + i, left + i, left + bytes + i);
      routeAt(16, products + i, bias, beta, gates + i, parent + i, left + i, left + bytes + i);
    }
    if (i < bytes) routeAt(0, products + i, bias, beta, gates + i, parent + i, left + i, left + bytes + i);
    products += bytes;
    gates += bytes;
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
  // Both branches from exp(-|z|): 1 - p would lose every digit of a small probability.
  const e = expOfNegative(v128.or(z, i32x4.splat(0x80000000)));
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
 * Softmax and its logarithm of each row of `scale logits`, `[rows, columns]`, scale > 0. All three matrices have room for a multiple of
 * four numbers.
 */
export function softmax(logits: usize, scale: f32, probabilities: usize, logs: usize, rows: i32, columns: i32): void {
  const rowBytes = <usize>columns << 2;
  const end = <usize>rows * rowBytes;
  for (let row: usize = 0; row < end; row += rowBytes) {
    let greatest = load<f32>(logits + row);
    for (let i: usize = 4; i < rowBytes; i += 4) {
      const logit = load<f32>(logits + row + i);
      if (logit > greatest) greatest = logit;
    }
    for (let i: usize = 0; i < rowBytes; i += 4) {
      store<f32>(logs + row + i, (load<f32>(logits + row + i) - greatest) * scale);
    }
  }
  for (let i: usize = 0; i < end; i += 16) v128.store(probabilities + i, expOfNegative(v128.load(logs + i)));
  for (let row: usize = 0; row < end; row += rowBytes) {
    let sum: f32 = 0;
    for (let i: usize = 0; i < rowBytes; i += 4) sum += load<f32>(probabilities + row + i);
    const share: f32 = 1 / sum;
    // Not Mathf.log: its table would lie in the imported memory, on top of the parameters.
    const shift = f32x4.extract_lane(log(f32x4.splat(sum)), 0);
    for (let i: usize = 0; i < rowBytes; i += 4) {
      store<f32>(probabilities + row + i, load<f32>(probabilities + row + i) * share);
      store<f32>(logs + row + i, load<f32>(logs + row + i) - shift);
    }
  }
}

/** target `[leaves, count]` = leafPaths `[leaves, batch]` times the transposed terms `[count, batch]`; count a multiple of 4. */
export function sumOverBatch(
  leafPaths: usize,
  terms: usize,
  target: usize,
  leaves: i32,
  count: i32,
  bytes: usize,
): void {
  for (let leaf = 0; leaf < leaves; leaf++, leafPaths += bytes, target += count << 2) {
    for (let term = 0; term < count; term += 4) {
      const a = terms + <usize>term * bytes;
      const b = a + bytes;
      const c = b + bytes;
      const d = c + bytes;
      let sumA = f32x4.splat(0.0);
      let sumB = sumA;
      let sumC = sumA;
      let sumD = sumA;
      for (let i: usize = 0; i < bytes; i += 16) {
        const path = v128.load(leafPaths + i);
        sumA = multiplyAdd(path, v128.load(a + i), sumA);
        sumB = multiplyAdd(path, v128.load(b + i), sumB);
        sumC = multiplyAdd(path, v128.load(c + i), sumC);
        sumD = multiplyAdd(path, v128.load(d + i), sumD);
      }
      const to = target + (term << 2);
      store<f32>(to, sumOf(sumA));
      store<f32>(to, sumOf(sumB), 4);
      store<f32>(to, sumOf(sumC), 8);
      store<f32>(to, sumOf(sumD), 12);
    }
  }
}

/** mixture `[classes, batch]` = sum over leaves of Q^l_k P^l. */
export function mix(
  leafPaths: usize,
  probabilities: usize,
  mixture: usize,
  leaves: i32,
  classes: i32,
  bytes: usize,
): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    let k = 0;
    for (; k + 4 <= classes; k += 4) mixFour(leafPaths + i, probabilities, mixture + i, leaves, classes, k, bytes);
    for (; k < classes; k++) {
      let sum = f32x4.splat(0.0);
      let path = leafPaths + i;
      let probability = probabilities + (k << 2);
      for (let leaf = 0; leaf < leaves; leaf++) {
        sum = multiplyAdd(v128.load32_splat(probability), v128.load(path), sum);
        path += bytes;
        probability += classes << 2;
      }
      v128.store(mixture + <usize>k * bytes + i, sum);
    }
  }
}

/** Four classes at a time share what they read of the paths. */
@inline
function mixFour(
  path: usize,
  probabilities: usize,
  mixture: usize,
  leaves: i32,
  classes: i32,
  first: i32,
  bytes: usize,
): void {
  let a = f32x4.splat(0.0);
  let b = a;
  let c = a;
  let d = a;
  let probability = probabilities + (first << 2);
  for (let leaf = 0; leaf < leaves; leaf++) {
    const ofPath = v128.load(path);
    a = multiplyAdd(v128.load32_splat(probability), ofPath, a);
    b = multiplyAdd(v128.load32_splat(probability, 4), ofPath, b);
    c = multiplyAdd(v128.load32_splat(probability, 8), ofPath, c);
    d = multiplyAdd(v128.load32_splat(probability, 12), ofPath, d);
    path += bytes;
    probability += classes << 2;
  }
  const target = mixture + <usize>first * bytes;
  v128.store(target, a);
  v128.store(target + bytes, b);
  v128.store(target + 2 * bytes, c);
  v128.store(target + 3 * bytes, d);
}

/**
 * Mixture likelihood: slopes = -weight T / (M + floor), and the sum of T log(M + floor); all three `[classes, batch]`, `bytes`
 * in each. The slopes may take the targets' place.
 */
export function mixtureLikelihood(
  targets: usize,
  mixture: usize,
  slopes: usize,
  bytes: usize,
  weight: f32,
  floor: f32,
): f32 {
  const factor = f32x4.splat(-weight);
  const smallest = f32x4.splat(floor);
  let sum = f32x4.splat(0.0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const target = v128.load(targets + i);
    const probability = f32x4.add(v128.load(mixture + i), smallest);
    sum = multiplyAdd(target, log(probability), sum);
    v128.store(slopes + i, withoutTiny(f32x4.div(f32x4.mul(target, factor), probability)));
  }
  return sumOf(sum);
}

/**
 * Expected cross entropy, for the leaves: coefficients = -weight log Q, gradients += weight scale (mass Q - target mass), and
 * the sum of (target mass) log Q. `sums` and `coefficients` are `[leaves, stride]`: column 0 of the sums is the leaf's mass,
 * and the classes' columns begin at `first`.
 */
export function expectedCrossEntropy(
  probabilities: usize,
  logs: usize,
  sums: usize,
  coefficients: usize,
  gradients: usize,
  leaves: i32,
  classes: i32,
  stride: i32,
  first: i32,
  weight: f32,
  scale: f32,
): f32 {
  let fit: f32 = 0;
  const strideBytes = <usize>stride << 2;
  for (let leaf = 0; leaf < leaves; leaf++) {
    const mass = load<f32>(sums);
    for (let k: usize = 0; k < <usize>classes << 2; k += 4) {
      const column = k + (<usize>first << 2);
      const targetMass = load<f32>(sums + column);
      const logProbability = load<f32>(logs + k);
      fit += targetMass * logProbability;
      store<f32>(coefficients + column, -weight * logProbability);
      const slope = weight * (mass * load<f32>(probabilities + k) - targetMass);
      store<f32>(gradients + k, load<f32>(gradients + k) + scale * slope);
    }
    probabilities += <usize>classes << 2;
    logs += <usize>classes << 2;
    gradients += <usize>classes << 2;
    sums += strideBytes;
    coefficients += strideBytes;
  }
  return fit;
}

/**
 * Mixture likelihood, for the leaves: coefficients = Q, gradients += scale Q (S - sum_j Q_j S_j), where S are the slopes summed
 * over the batch. Matrices as in `expectedCrossEntropy`.
 */
export function mixtureLeaves(
  probabilities: usize,
  sums: usize,
  coefficients: usize,
  gradients: usize,
  leaves: i32,
  classes: i32,
  stride: i32,
  first: i32,
  scale: f32,
): void {
  const rowBytes = <usize>classes << 2;
  const strideBytes = <usize>stride << 2;
  const offset = <usize>first << 2;
  for (let leaf = 0; leaf < leaves; leaf++) {
    let mean: f32 = 0;
    for (let k: usize = 0; k < rowBytes; k += 4) mean += load<f32>(probabilities + k) * load<f32>(sums + offset + k);
    for (let k: usize = 0; k < rowBytes; k += 4) {
      const probability = load<f32>(probabilities + k);
      store<f32>(coefficients + offset + k, probability);
      const slope = probability * (load<f32>(sums + offset + k) - mean);
      store<f32>(gradients + k, load<f32>(gradients + k) + scale * slope);
    }
    probabilities += rowBytes;
    gradients += rowBytes;
    sums += strideBytes;
    coefficients += strideBytes;
  }
}

/** P of each leaf becomes R = P dL/dP, where dL/dP = coefficients `[leaves, stride]` times terms `[count, batch]`. */
export function weighPaths(
  leafPaths: usize,
  coefficients: usize,
  terms: usize,
  leaves: i32,
  count: i32,
  stride: i32,
  bytes: usize,
): void {
  for (let leaf = 0; leaf < leaves; leaf++, leafPaths += bytes, coefficients += stride << 2) {
    let i: usize = 0;
    for (; i + 64 <= bytes; i += 64) {
      let a = f32x4.splat(0.0);
      let b = a;
      let c = a;
      let d = a;
      let from = terms + i;
      for (let term = 0; term < count; term++, from += bytes) {
        const coefficient = v128.load32_splat(coefficients + (term << 2));
        a = multiplyAdd(coefficient, v128.load(from), a);
        b = multiplyAdd(coefficient, v128.load(from, 16), b);
        c = multiplyAdd(coefficient, v128.load(from, 32), c);
        d = multiplyAdd(coefficient, v128.load(from, 48), d);
      }
      const at = leafPaths + i;
      v128.store(at, withoutTiny(f32x4.mul(v128.load(at), a)));
      v128.store(at, withoutTiny(f32x4.mul(v128.load(at, 16), b)), 16);
      v128.store(at, withoutTiny(f32x4.mul(v128.load(at, 32), c)), 32);
      v128.store(at, withoutTiny(f32x4.mul(v128.load(at, 48), d)), 48);
    }
    for (; i < bytes; i += 16) {
      let slope = f32x4.splat(0.0);
      let from = terms + i;
      for (let term = 0; term < count; term++, from += bytes) {
        slope = multiplyAdd(v128.load32_splat(coefficients + (term << 2)), v128.load(from), slope);
      }
      v128.store(leafPaths + i, withoutTiny(f32x4.mul(v128.load(leafPaths + i), slope)));
    }
  }
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
  bytes: usize,
): void {
  for (let node = inner - 1; node >= 0; node--) {
    const bias = v128.load32_splat(biases + (node << 2));
    const beta = v128.load32_splat(betas + (node << 2));
    const offset = <usize>node * bytes;
    const left = paths + <usize>(2 * node + 1) * bytes;
    const right = left + bytes;
    let biasGradient = f32x4.splat(0.0);
    let betaGradient = biasGradient;
    for (let i: usize = 0; i < bytes; i += 16) {
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
