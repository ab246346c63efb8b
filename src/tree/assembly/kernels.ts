// AssemblyScript, compiled to WebAssembly by `npm run build:kernels`. Addresses are byte offsets into the imported memory; what there
// is of each row lies row by row. Two gates or classes at a time, in double precision and in the order of `RowRouter`, so that both
// give the same bits.

/** Bytes that are kept of a feature that is not 0: its value as f64, and where in a group of filters its weights are, as i32. */
const PRESENT: usize = 16;
/** Bytes of a number of each of eight gates. */
const GROUP: usize = 64;

/**
 * Sends a block of rows through a tree: eight gates after the other, so that their filters come from near memory for all rows but the
 * first.
 *
 * @param features f32 `[rows, featureCount]`
 * @param counts, present room for what is kept of each row: i32 `[rows]` and `PRESENT` bytes `[rows, featureCount + 9]`
 * @param filters f64 `[gates / 8, featureCount, 8]`: eight gates side by side, filled up with zeros
 * @param biases, betas f64 `[gates]`
 * @param sums room for f64 `[4, 8]`
 * @param preActivations written: f64 `[rows, gates]`, beta (x.w + b)
 * @param gates a multiple of 8
 * @param turns i32 `[gates, 3]`: byte offsets of an inner node, its left and its right child in a row of `nodes`
 * @param nodes written: f64 `[rows, nodeBytes / 8]`, path probability of every node
 * @param isHard whether every gate sends all one way
 */
export function route(
  rows: i32,
  features: usize,
  featureCount: i32,
  counts: usize,
  present: usize,
  filters: usize,
  biases: usize,
  betas: usize,
  sums: usize,
  preActivations: usize,
  gates: i32,
  turns: usize,
  nodes: usize,
  nodeBytes: usize,
  isHard: bool,
): void {
  const rowBytes = (<usize>featureCount + 9) * PRESENT;
  const gateBytes = <usize>gates << 3;
  for (let row: usize = 0; row < <usize>rows; row++) {
    const count = gather(features + row * (<usize>featureCount << 2), featureCount, present + row * rowBytes);
    store<i32>(counts + (row << 2), count);
    store<f64>(nodes + row * nodeBytes, 1);
  }
  for (let gate: usize = 0; gate < gateBytes; gate += GROUP, filters += <usize>featureCount * GROUP, turns += 96) {
    let start = present, reached = nodes, z = preActivations + gate;
    for (let row = 0; row < rows; row++) {
      const count = load<i32>(counts + (<usize>row << 2));
      const quarter = count >> 2;
      addUp(start, quarter + (count & 3), filters, sums);
      addUp(start + PRESENT, quarter, filters, sums + GROUP);
      addUp(start + 2 * PRESENT, quarter, filters, sums + 2 * GROUP);
      addUp(start + 3 * PRESENT, quarter, filters, sums + 3 * GROUP);
      for (let pair: usize = 0; pair < GROUP; pair += 16) {
        const first = f64x2.add(v128.load(sums + pair), v128.load(sums + pair, 64));
        const last = f64x2.add(v128.load(sums + pair, 128), v128.load(sums + pair, 192));
        const biased = f64x2.add(f64x2.add(first, last), v128.load(biases + gate + pair));
        decide(f64x2.mul(v128.load(betas + gate + pair), biased), z + pair, turns + 3 * (pair >> 1), reached, isHard);
      }
      start += rowBytes;
      reached += nodeBytes;
      z += gateBytes;
    }
  }
}

/**
 * The features of a row that are not 0, for four sums: each takes every fourth of them, and the first one what is left over at the end.
 *
 * @returns how many
 */
function gather(features: usize, featureCount: i32, present: usize): i32 {
  let at = present;
  let f = 0;
  // Most pixels of images are 0: a bit for each of sixteen that is not.
  for (; f + 16 <= featureCount; f += 16) {
    const group = features + (<usize>f << 2);
    let bits = present4(group) | (present4(group + 16) << 4) | (present4(group + 32) << 8) | (present4(group + 48) << 12);
    for (; bits != 0; bits &= bits - 1) {
      keep(features, f + ctz(bits), at);
      at += PRESENT;
    }
  }
  for (; f < featureCount; f++) {
    keep(features, f, at);
    at += load<f32>(features + (<usize>f << 2)) != 0 ? PRESENT : 0;
  }
  const count = <i32>((at - present) / PRESENT);
  const left = present + <usize>(count & ~3) * PRESENT;
  v128.store(left, v128.load(left, 32), 128);
  v128.store(left, v128.load(left, 16), 64);
  return count;
}

/** A bit for each of four features that is not 0. */
@inline
function present4(features: usize): i32 {
  return i32x4.bitmask(f32x4.ne(v128.load(features), f32x4.splat(0)));
}

@inline
function keep(features: usize, feature: i32, at: usize): void {
  store<f64>(at, load<f32>(features + (<usize>feature << 2)));
  store<i32>(at, feature << 6, 8);
}

/**
 * Sums of products of a row with eight filters.
 *
 * @param present the first feature of the sum; every fourth is meant
 * @param count of products
 * @param sums written: f64 `[8]`
 */
@inline
function addUp(present: usize, count: i32, filters: usize, sums: usize): void {
  let a = f64x2.splat(0), b = f64x2.splat(0), c = f64x2.splat(0), d = f64x2.splat(0);
  for (const end = present + <usize>count * 64; present < end; present += 64) {
    const w = filters + load<i32>(present, 8);
    const x = v128.load64_splat(present);
    a = f64x2.add(a, f64x2.mul(x, v128.load(w)));
    b = f64x2.add(b, f64x2.mul(x, v128.load(w, 16)));
    c = f64x2.add(c, f64x2.mul(x, v128.load(w, 32)));
    d = f64x2.add(d, f64x2.mul(x, v128.load(w, 48)));
  }
  v128.store(sums, a);
  v128.store(sums, b, 16);
  v128.store(sums, c, 32);
  v128.store(sums, d, 48);
}

/** From the pre-activations of two gates what arrives at their children. */
@inline
function decide(z: v128, preActivations: usize, turns: usize, nodes: usize, isHard: bool): void {
  v128.store(preActivations, z);
  const small = isHard ? f64x2.splat(0) : exp(f64x2.neg(f64x2.abs(z)));
  const sum = f64x2.add(f64x2.splat(1), small);
  const likelier = f64x2.div(f64x2.splat(1), sum);
  const other = f64x2.div(small, sum);
  // At 0 a soft gate is undecided, and a hard one goes left.
  const isLeft = f64x2.le(z, f64x2.splat(0));
  const lefts = v128.bitselect(likelier, other, isLeft);
  const rights = v128.bitselect(other, likelier, isLeft);
  const first = load<f64>(nodes + load<i32>(turns));
  store<f64>(nodes + load<i32>(turns, 4), first * f64x2.extract_lane(lefts, 0));
  store<f64>(nodes + load<i32>(turns, 8), first * f64x2.extract_lane(rights, 0));
  const second = load<f64>(nodes + load<i32>(turns, 12));
  store<f64>(nodes + load<i32>(turns, 16), second * f64x2.extract_lane(lefts, 1));
  store<f64>(nodes + load<i32>(turns, 20), second * f64x2.extract_lane(rights, 1));
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
 * What the leaves say of the rows that were routed last.
 *
 * @param leafNodes i32 `[leafCount]`: byte offsets of the leaves in a row of `nodes`
 * @param leaves written: f64 `[rows, leafCount]`, their path probabilities
 * @param distributions f64 `[leafCount, classes]`
 * @param classes an even number
 * @param mixtures written: f64 `[rows, classes]`
 * @param best written: i32 `[rows]`, the leaf of greatest path probability, the first of equals
 */
export function answer(
  rows: i32,
  nodes: usize,
  nodeBytes: usize,
  leafNodes: usize,
  leaves: usize,
  leafCount: i32,
  distributions: usize,
  classes: i32,
  mixtures: usize,
  best: usize,
): void {
  const leafBytes = <usize>leafCount << 3;
  const classBytes = <usize>classes << 3;
  for (let row = 0; row < rows; row++) {
    let greatest = -1.0;
    for (let leaf = 0; leaf < leafCount; leaf++) {
      const path = load<f64>(nodes + load<i32>(leafNodes + (<usize>leaf << 2)));
      store<f64>(leaves + (<usize>leaf << 3), path);
      if (path > greatest) {
        greatest = path;
        store<i32>(best, leaf);
      }
    }
    let column: usize = 0;
    for (; column + 80 <= classBytes; column += 80)
      mixTen(leaves, leafBytes, distributions + column, classBytes, mixtures + column);
    for (; column < classBytes; column += 16)
      mixTwo(leaves, leafBytes, distributions + column, classBytes, mixtures + column);
    nodes += nodeBytes;
    leaves += leafBytes;
    mixtures += classBytes;
    best += 4;
  }
}

/** The mixture of two classes. */
@inline
function mixTwo(leaves: usize, leafBytes: usize, distributions: usize, classBytes: usize, mixture: usize): void {
  let sum = f64x2.splat(0);
  for (let leaf = leaves; leaf < leaves + leafBytes; leaf += 8, distributions += classBytes)
    sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(leaf), v128.load(distributions)));
  v128.store(mixture, sum);
}

/** The mixture of ten: five sums beside each other, for additions that wait for each other would take most of the time. */
@inline
function mixTen(leaves: usize, leafBytes: usize, distributions: usize, classBytes: usize, mixture: usize): void {
  let a = f64x2.splat(0), b = f64x2.splat(0), c = f64x2.splat(0), d = f64x2.splat(0), e = f64x2.splat(0);
  for (let leaf = leaves; leaf < leaves + leafBytes; leaf += 8, distributions += classBytes) {
    const path = v128.load64_splat(leaf);
    a = f64x2.add(a, f64x2.mul(path, v128.load(distributions)));
    b = f64x2.add(b, f64x2.mul(path, v128.load(distributions, 16)));
    c = f64x2.add(c, f64x2.mul(path, v128.load(distributions, 32)));
    d = f64x2.add(d, f64x2.mul(path, v128.load(distributions, 48)));
    e = f64x2.add(e, f64x2.mul(path, v128.load(distributions, 64)));
  }
  v128.store(mixture, a);
  v128.store(mixture, b, 16);
  v128.store(mixture, c, 32);
  v128.store(mixture, d, 48);
  v128.store(mixture, e, 64);
}
