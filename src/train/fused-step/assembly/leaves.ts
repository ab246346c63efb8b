// Leaves and objective: what lies between path probabilities and their derivatives.
import { log, LOG2_E, multiplyAdd, powerOfTwo, sumOf, sumsOf, withoutTiny } from './vector-math';

/** Target terms `[classes, rows]` = transposed targets `[rows, classes]`. */
export function transpose(targets: usize, targetTerms: usize, rows: i32, classes: i32): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < classes; column++, targets += 4) {
      store<f32>(targetTerms + ((column * rows + row) << 2), load<f32>(targets));
    }
  }
}

/**
 * Softmax and its logarithm of each row of `leafScale leafLogits`, `[leaves, classes]`, scale > 0. All three matrices have room for
 * a multiple of four numbers.
 */
export function softmax(
  leafLogits: usize,
  leafScale: f32,
  probabilities: usize,
  logProbabilities: usize,
  leaves: i32,
  classes: i32,
): void {
  const leafBytes = <usize>classes << 2;
  const end = <usize>leaves * leafBytes;
  for (let row: usize = 0; row < end; row += leafBytes) {
    let greatest = load<f32>(leafLogits + row);
    for (let i: usize = 4; i < leafBytes; i += 4) {
      const logit = load<f32>(leafLogits + row + i);
      if (logit > greatest) greatest = logit;
    }
    for (let i: usize = 0; i < leafBytes; i += 4) {
      store<f32>(logProbabilities + row + i, (load<f32>(leafLogits + row + i) - greatest) * leafScale);
    }
  }
  const toPowers = f32x4.splat(LOG2_E);
  for (let i: usize = 0; i < end; i += 16) {
    v128.store(probabilities + i, powerOfTwo(f32x4.mul(v128.load(logProbabilities + i), toPowers)));
  }
  for (let row: usize = 0; row < end; row += leafBytes) {
    let sum: f32 = 0;
    for (let i: usize = 0; i < leafBytes; i += 4) sum += load<f32>(probabilities + row + i);
    const share: f32 = 1 / sum;
    // Not Mathf.log: its table would lie in the imported memory, on top of the parameters.
    const shift = f32x4.extract_lane(log(f32x4.splat(sum)), 0);
    for (let i: usize = 0; i < leafBytes; i += 4) {
      store<f32>(probabilities + row + i, load<f32>(probabilities + row + i) * share);
      store<f32>(logProbabilities + row + i, load<f32>(logProbabilities + row + i) - shift);
    }
  }
}

/**
 * sums `[leaves, stride]` = leafPaths `[leaves, batch]` times the transposed terms `[stride, batch]`; leaves a multiple of 2,
 * stride of 4.
 */
export function sumOverBatch(
  leafPaths: usize,
  terms: usize,
  sums: usize,
  leaves: i32,
  stride: i32,
  rowBytes: usize,
): void {
  const sumBytes = <usize>stride << 2;
  // Two leaves and four terms at a time share what they read.
  for (let leaf = 0; leaf < leaves; leaf += 2, leafPaths += 2 * rowBytes, sums += 2 * sumBytes) {
    for (let term: usize = 0; term < sumBytes; term += 16) {
      const a = terms + (term >> 2) * rowBytes;
      const b = a + rowBytes;
      const c = b + rowBytes;
      const d = c + rowBytes;
      const second = leafPaths + rowBytes;
      let a1 = f32x4.splat(0.0);
      let b1 = a1;
      let c1 = a1;
      let d1 = a1;
      let a2 = a1;
      let b2 = a1;
      let c2 = a1;
      let d2 = a1;
      for (let i: usize = 0; i < rowBytes; i += 16) {
        const path1 = v128.load(leafPaths + i);
        const path2 = v128.load(second + i);
        const ofA = v128.load(a + i);
        const ofB = v128.load(b + i);
        const ofC = v128.load(c + i);
        const ofD = v128.load(d + i);
        a1 = multiplyAdd(path1, ofA, a1);
        b1 = multiplyAdd(path1, ofB, b1);
        c1 = multiplyAdd(path1, ofC, c1);
        d1 = multiplyAdd(path1, ofD, d1);
        a2 = multiplyAdd(path2, ofA, a2);
        b2 = multiplyAdd(path2, ofB, b2);
        c2 = multiplyAdd(path2, ofC, c2);
        d2 = multiplyAdd(path2, ofD, d2);
      }
      v128.store(sums + term, sumsOf(a1, b1, c1, d1));
      v128.store(sums + sumBytes + term, sumsOf(a2, b2, c2, d2));
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
  rowBytes: usize,
): void {
  for (let i: usize = 0; i < rowBytes; i += 16) {
    let k = 0;
    for (; k + 4 <= classes; k += 4) mixFour(leafPaths + i, probabilities, mixture + i, leaves, classes, k, rowBytes);
    for (; k < classes; k++) {
      let sum = f32x4.splat(0.0);
      let path = leafPaths + i;
      let probability = probabilities + (k << 2);
      for (let leaf = 0; leaf < leaves; leaf++) {
        sum = multiplyAdd(v128.load32_splat(probability), v128.load(path), sum);
        path += rowBytes;
        probability += classes << 2;
      }
      v128.store(mixture + <usize>k * rowBytes + i, sum);
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
 * Mixture likelihood: mixture terms, the slopes, = -weight T / (M + floor), and the sum of T log(M + floor); all three
 * `[classes, batch]`, `mixtureBytes` in each. The slopes may take the targets' place.
 */
export function mixtureLikelihood(
  targetTerms: usize,
  mixture: usize,
  mixtureTerms: usize,
  mixtureBytes: usize,
  floor: f32,
  weight: f32,
): f32 {
  const factor = f32x4.splat(-weight);
  const smallest = f32x4.splat(floor);
  let sum = f32x4.splat(0.0);
  for (let i: usize = 0; i < mixtureBytes; i += 16) {
    const target = v128.load(targetTerms + i);
    const probability = f32x4.add(v128.load(mixture + i), smallest);
    sum = multiplyAdd(target, log(probability), sum);
    v128.store(mixtureTerms + i, withoutTiny(f32x4.div(f32x4.mul(target, factor), probability)));
  }
  return sumOf(sum);
}

/**
 * Expected cross entropy, for the leaves: coefficients = -weight log Q, gradients += weight leafScale (mass Q - target mass), and
 * the sum of (target mass) log Q. `sums` and `coefficients` are `[leaves, stride]`: column 0 of the sums is the leaf's mass,
 * and the classes' columns begin at `targetColumn`.
 */
export function expectedCrossEntropy(
  probabilities: usize,
  logProbabilities: usize,
  sums: usize,
  coefficients: usize,
  leafLogitGradients: usize,
  leaves: i32,
  classes: i32,
  stride: i32,
  targetColumn: i32,
  leafScale: f32,
  weight: f32,
): f32 {
  let fit: f32 = 0;
  const strideBytes = <usize>stride << 2;
  for (let leaf = 0; leaf < leaves; leaf++) {
    const mass = load<f32>(sums);
    for (let k: usize = 0; k < <usize>classes << 2; k += 4) {
      const column = k + (<usize>targetColumn << 2);
      const targetMass = load<f32>(sums + column);
      const logProbability = load<f32>(logProbabilities + k);
      fit += targetMass * logProbability;
      store<f32>(coefficients + column, -weight * logProbability);
      const slope = weight * (mass * load<f32>(probabilities + k) - targetMass);
      store<f32>(leafLogitGradients + k, load<f32>(leafLogitGradients + k) + leafScale * slope);
    }
    probabilities += <usize>classes << 2;
    logProbabilities += <usize>classes << 2;
    leafLogitGradients += <usize>classes << 2;
    sums += strideBytes;
    coefficients += strideBytes;
  }
  return fit;
}

/**
 * Mixture likelihood, for the leaves: coefficients = Q, gradients += leafScale Q (S - sum_j Q_j S_j), where S are the slopes summed
 * over the batch. Matrices as in `expectedCrossEntropy`.
 */
export function mixtureLeaves(
  probabilities: usize,
  sums: usize,
  coefficients: usize,
  leafLogitGradients: usize,
  leaves: i32,
  classes: i32,
  stride: i32,
  mixtureColumn: i32,
  leafScale: f32,
): void {
  const leafBytes = <usize>classes << 2;
  const strideBytes = <usize>stride << 2;
  const offset = <usize>mixtureColumn << 2;
  for (let leaf = 0; leaf < leaves; leaf++) {
    let mean: f32 = 0;
    for (let k: usize = 0; k < leafBytes; k += 4) mean += load<f32>(probabilities + k) * load<f32>(sums + offset + k);
    for (let k: usize = 0; k < leafBytes; k += 4) {
      const probability = load<f32>(probabilities + k);
      store<f32>(coefficients + offset + k, probability);
      const slope = probability * (load<f32>(sums + offset + k) - mean);
      store<f32>(leafLogitGradients + k, load<f32>(leafLogitGradients + k) + leafScale * slope);
    }
    probabilities += leafBytes;
    leafLogitGradients += leafBytes;
    sums += strideBytes;
    coefficients += strideBytes;
  }
}

/**
 * P of each leaf becomes R = P dL/dP, where dL/dP = coefficients `[leaves, stride]` times terms `[count, batch]`; leaves a
 * multiple of 2.
 */
export function weighPaths(
  leafPaths: usize,
  coefficients: usize,
  terms: usize,
  leaves: i32,
  count: i32,
  stride: i32,
  rowBytes: usize,
): void {
  const strideBytes = <usize>stride << 2;
  // Two leaves and 16 rows at a time share what they read.
  for (let leaf = 0; leaf < leaves; leaf += 2, leafPaths += 2 * rowBytes, coefficients += 2 * strideBytes) {
    const second = leafPaths + rowBytes;
    const last = coefficients + (<usize>count << 2);
    let i: usize = 0;
    for (; i + 64 <= rowBytes; i += 64) {
      let a1 = f32x4.splat(0.0);
      let b1 = a1;
      let c1 = a1;
      let d1 = a1;
      let a2 = a1;
      let b2 = a1;
      let c2 = a1;
      let d2 = a1;
      let from = terms + i;
      for (let coefficient = coefficients; coefficient < last; coefficient += 4, from += rowBytes) {
        const of1 = v128.load32_splat(coefficient);
        const of2 = v128.load32_splat(coefficient + strideBytes);
        const a = v128.load(from);
        const b = v128.load(from, 16);
        const c = v128.load(from, 32);
        const d = v128.load(from, 48);
        a1 = multiplyAdd(of1, a, a1);
        b1 = multiplyAdd(of1, b, b1);
        c1 = multiplyAdd(of1, c, c1);
        d1 = multiplyAdd(of1, d, d1);
        a2 = multiplyAdd(of2, a, a2);
        b2 = multiplyAdd(of2, b, b2);
        c2 = multiplyAdd(of2, c, c2);
        d2 = multiplyAdd(of2, d, d2);
      }
      weigh(leafPaths + i, a1, b1, c1, d1);
      weigh(second + i, a2, b2, c2, d2);
    }
    for (; i < rowBytes; i += 16) {
      let slope1 = f32x4.splat(0.0);
      let slope2 = slope1;
      let from = terms + i;
      for (let coefficient = coefficients; coefficient < last; coefficient += 4, from += rowBytes) {
        slope1 = multiplyAdd(v128.load32_splat(coefficient), v128.load(from), slope1);
        slope2 = multiplyAdd(v128.load32_splat(coefficient + strideBytes), v128.load(from), slope2);
      }
      v128.store(leafPaths + i, withoutTiny(f32x4.mul(v128.load(leafPaths + i), slope1)));
      v128.store(second + i, withoutTiny(f32x4.mul(v128.load(second + i), slope2)));
    }
  }
}

@inline
function weigh(paths: usize, a: v128, b: v128, c: v128, d: v128): void {
  v128.store(paths, withoutTiny(f32x4.mul(v128.load(paths), a)));
  v128.store(paths, withoutTiny(f32x4.mul(v128.load(paths, 16), b)), 16);
  v128.store(paths, withoutTiny(f32x4.mul(v128.load(paths, 32), c)), 32);
  v128.store(paths, withoutTiny(f32x4.mul(v128.load(paths, 48), d)), 48);
}
