// AssemblyScript, compiled to WebAssembly by `npm run build:kernels`. Addresses are byte offsets into the imported memory. Two
// gates or classes at a time, in double precision and in the order of `RowRouter`, so that both give the same bits.

/**
 * Sends one row through a tree.
 *
 * @param features f32 `[featureCount]`
 * @param indices, values room for the row's features that are not 0: i32 and f64, `[featureCount]` each
 * @param filters f32 `[gates / 4, featureCount, 4]`: four gates side by side, filled up with zeros
 * @param biases, betas f64 `[gates]`
 * @param preActivations, lefts, rights written: f64 `[gates]`, beta (x.w + b) and the probabilities of both branches
 * @param gates a multiple of 4
 * @param turns i32 `[innerNodes, 3]`: byte offsets of an inner node, its left and its right child in `nodes`
 * @param nodes written: f64 `[nodes]`, path probability of every node
 * @param isHard whether every gate sends all one way
 */
export function route(
  features: usize,
  featureCount: i32,
  indices: usize,
  values: usize,
  filters: usize,
  biases: usize,
  betas: usize,
  preActivations: usize,
  lefts: usize,
  rights: usize,
  gates: i32,
  turns: usize,
  innerNodes: i32,
  nodes: usize,
  isHard: bool,
): void {
  let count = 0;
  for (let f = 0; f < featureCount; f++) {
    const value = load<f32>(features + (<usize>f << 2));
    if (value == 0) continue;
    store<i32>(indices + (<usize>count << 2), f << 4);
    store<f64>(values + (<usize>count << 3), value);
    count++;
  }
  const filterBytes = <usize>featureCount << 4;
  const gateBytes = <usize>gates << 3;
  for (let gate: usize = 0; gate < gateBytes; gate += 32, filters += filterBytes) {
    let a0 = f64x2.splat(0), a1 = f64x2.splat(0), a2 = f64x2.splat(0), a3 = f64x2.splat(0);
    let b0 = f64x2.splat(0), b1 = f64x2.splat(0), b2 = f64x2.splat(0), b3 = f64x2.splat(0);
    let k = 0;
    for (; k + 3 < count; k += 4) {
      const index = indices + (<usize>k << 2);
      const value = values + (<usize>k << 3);
      const w0 = v128.load(filters + load<i32>(index));
      const w1 = v128.load(filters + load<i32>(index, 4));
      const w2 = v128.load(filters + load<i32>(index, 8));
      const w3 = v128.load(filters + load<i32>(index, 12));
      const x0 = v128.load64_splat(value), x1 = v128.load64_splat(value, 8);
      const x2 = v128.load64_splat(value, 16), x3 = v128.load64_splat(value, 24);
      a0 = f64x2.add(a0, f64x2.mul(x0, f64x2.promote_low_f32x4(w0)));
      a1 = f64x2.add(a1, f64x2.mul(x1, f64x2.promote_low_f32x4(w1)));
      a2 = f64x2.add(a2, f64x2.mul(x2, f64x2.promote_low_f32x4(w2)));
      a3 = f64x2.add(a3, f64x2.mul(x3, f64x2.promote_low_f32x4(w3)));
      b0 = f64x2.add(b0, f64x2.mul(x0, f64x2.promote_low_f32x4(upper(w0))));
      b1 = f64x2.add(b1, f64x2.mul(x1, f64x2.promote_low_f32x4(upper(w1))));
      b2 = f64x2.add(b2, f64x2.mul(x2, f64x2.promote_low_f32x4(upper(w2))));
      b3 = f64x2.add(b3, f64x2.mul(x3, f64x2.promote_low_f32x4(upper(w3))));
    }
    for (; k < count; k++) {
      const w = v128.load(filters + load<i32>(indices + (<usize>k << 2)));
      const x = v128.load64_splat(values + (<usize>k << 3));
      a0 = f64x2.add(a0, f64x2.mul(x, f64x2.promote_low_f32x4(w)));
      b0 = f64x2.add(b0, f64x2.mul(x, f64x2.promote_low_f32x4(upper(w))));
    }
    decide(f64x2.add(f64x2.add(a0, a1), f64x2.add(a2, a3)), gate, biases, betas, preActivations, lefts, rights, isHard);
    decide(f64x2.add(f64x2.add(b0, b1), f64x2.add(b2, b3)), gate + 16, biases, betas, preActivations, lefts, rights, isHard);
  }
  store<f64>(nodes, 1);
  for (let gate: usize = 0; gate < <usize>innerNodes; gate++, turns += 12) {
    const arriving = load<f64>(nodes + load<i32>(turns));
    store<f64>(nodes + load<i32>(turns, 4), arriving * load<f64>(lefts + (gate << 3)));
    store<f64>(nodes + load<i32>(turns, 8), arriving * load<f64>(rights + (gate << 3)));
  }
}

@inline
function upper(values: v128): v128 {
  return v128.shuffle<f32>(values, values, 2, 3, 2, 3);
}

/** From `x.w` of two gates their pre-activations and the probabilities of both branches. */
@inline
function decide(
  product: v128,
  gate: usize,
  biases: usize,
  betas: usize,
  preActivations: usize,
  lefts: usize,
  rights: usize,
  isHard: bool,
): void {
  const z = f64x2.mul(v128.load(betas + gate), f64x2.add(product, v128.load(biases + gate)));
  v128.store(preActivations + gate, z);
  const small = isHard ? f64x2.splat(0) : exp(f64x2.neg(f64x2.abs(z)));
  const sum = f64x2.add(f64x2.splat(1), small);
  const likelier = f64x2.div(f64x2.splat(1), sum);
  const other = f64x2.div(small, sum);
  // At 0 a soft gate is undecided, and a hard one goes left.
  const isLeft = f64x2.le(z, f64x2.splat(0));
  v128.store(lefts + gate, v128.bitselect(likelier, other, isLeft));
  v128.store(rights + gate, v128.bitselect(other, likelier, isLeft));
}

/**
 * exp(x) for x of at most 0, the algorithm of FreeBSD's e_exp.c: x = k ln 2 + r with |r| of at most ln(2) / 2, a rational function
 * for exp(r), and a power of 2. JavaScript engines compute `Math.exp` so.
 */
@inline
function exp(x: v128): v128 {
  // Below -746 the result is 0; the power of 2 has to stay a number.
  const bounded = f64x2.pmax(x, f64x2.splat(-1400));
  const k = i32x4.trunc_sat_f64x2_s_zero(
    f64x2.sub(f64x2.mul(bounded, f64x2.splat(1.4426950408889634)), f64x2.splat(0.5)),
  );
  const t = f64x2.convert_low_i32x4_s(k);
  const high = f64x2.sub(bounded, f64x2.mul(t, f64x2.splat(6.93147180369123816490e-1)));
  const low = f64x2.mul(t, f64x2.splat(1.90821492927058770002e-10));
  const r = f64x2.sub(high, low);
  const square = f64x2.mul(r, r);
  let p = f64x2.add(f64x2.splat(-1.65339022054652515390e-6), f64x2.mul(square, f64x2.splat(4.13813679705723846039e-8)));
  p = f64x2.add(f64x2.splat(6.61375632143793436117e-5), f64x2.mul(square, p));
  p = f64x2.add(f64x2.splat(-2.77777777770155933842e-3), f64x2.mul(square, p));
  p = f64x2.add(f64x2.splat(1.66666666666666019037e-1), f64x2.mul(square, p));
  const c = f64x2.sub(r, f64x2.mul(square, p));
  const quotient = f64x2.div(f64x2.mul(r, c), f64x2.sub(f64x2.splat(2), c));
  const near = f64x2.sub(f64x2.splat(1), f64x2.sub(f64x2.sub(low, quotient), high));
  // 1 + x below 2^-28, as there.
  const isTiny = f64x2.gt(x, f64x2.splat(-3.725290298461914e-9));
  const y = v128.bitselect(f64x2.add(f64x2.splat(1), x), near, isTiny);
  // 2^k in two steps, for it may be too small for a normal number.
  const power = i64x2.shl(i64x2.add(i64x2.extend_low_i32x4_s(k), i64x2.splat(1023 + 1000)), 52);
  return f64x2.mul(f64x2.mul(y, power), f64x2.splat(9.33263618503218878990e-302));
}

/**
 * What the leaves say of the row that was routed last.
 *
 * @param leafNodes i32 `[leafCount]`: byte offsets of the leaves in `nodes`
 * @param leaves written: f64 `[leafCount]`, their path probabilities
 * @param distributions f64 `[leafCount, classes]`
 * @param classes an even number
 * @param mixture written: f64 `[classes]`
 * @returns the leaf of greatest path probability, the first of equals
 */
export function answer(
  nodes: usize,
  leafNodes: usize,
  leaves: usize,
  leafCount: i32,
  distributions: usize,
  classes: i32,
  mixture: usize,
): i32 {
  let best = 0;
  let greatest = -1.0;
  for (let leaf = 0; leaf < leafCount; leaf++) {
    const path = load<f64>(nodes + load<i32>(leafNodes + (<usize>leaf << 2)));
    store<f64>(leaves + (<usize>leaf << 3), path);
    if (path > greatest) {
      greatest = path;
      best = leaf;
    }
  }
  const rowBytes = <usize>classes << 3;
  const end = leaves + (<usize>leafCount << 3);
  for (let column: usize = 0; column < rowBytes; column += 16) {
    let sum = f64x2.splat(0);
    let at = distributions + column;
    for (let leaf = leaves; leaf < end; leaf += 8, at += rowBytes)
      sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(leaf), v128.load(at)));
    v128.store(mixture + column, sum);
  }
  return best;
}
