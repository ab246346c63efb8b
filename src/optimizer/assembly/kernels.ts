// AssemblyScript, compiled to WebAssembly by `npm run build:optimizer`. Every kernel makes one pass over its arrays, four
// floats at a time: at 200,000 parameters the arrays do not fit the L2 cache, so the number of passes decides the time.
//
// Addresses are byte offsets into the imported memory; `bytes` is the length of every array of a call. All are multiples of
// 64: memory-layout.ts pads arrays with zeros, which every rule maps to zeros.

// Numbers this small are taken as zero. Left alone, a moment whose gradient has vanished decays to a denormal number and
// stays there for ever (0.9 times the smallest denormals rounds back to themselves); a step on denormals took 40 times longer.
const SMALLEST_GRADIENT: f32 = 8.881784197001252e-16; // 2^-50, whose square times 1 - beta2 is a normal number
const SMALLEST_VELOCITY: f32 = 8.077935669463161e-28; // 2^-90

function withoutTiny(values: v128, bound: v128): v128 {
  return v128.and(values, f32x4.ge(f32x4.abs(values), bound));
}

// `keep` is what weight decay leaves of a parameter at each step: 1 for none.

/** p = keep p - rate g */
export function sgd(p: usize, g: usize, bytes: usize, keep: f32, rate: f32): void {
  const keeps = f32x4.splat(keep);
  const rates = f32x4.splat(rate);
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(p + i, f32x4.sub(f32x4.mul(keeps, v128.load(p + i)), f32x4.mul(rates, v128.load(g + i))));
  }
}

/** v = momentum v + g; p = keep p - rate v */
export function momentum(
  p: usize,
  g: usize,
  v: usize,
  bytes: usize,
  keep: f32,
  rate: f32,
  momentum: f32,
): void {
  const keeps = f32x4.splat(keep);
  const rates = f32x4.splat(rate);
  const momenta = f32x4.splat(momentum);
  const bound = f32x4.splat(SMALLEST_VELOCITY);
  for (let i: usize = 0; i < bytes; i += 16) {
    const velocity = withoutTiny(f32x4.add(f32x4.mul(momenta, v128.load(v + i)), v128.load(g + i)), bound);
    v128.store(v + i, velocity);
    v128.store(p + i, f32x4.sub(f32x4.mul(keeps, v128.load(p + i)), f32x4.mul(rates, velocity)));
  }
}

/**
 * m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; p = keep p - rate m / (sqrt(v) + epsilon).
 * The moments are cleared of tiny numbers by `dropTiny` now and then, which is cheaper than here at each step.
 */
export function adam(
  p: usize,
  g: usize,
  m: usize,
  v: usize,
  bytes: usize,
  keep: f32,
  rate: f32,
  epsilon: f32,
  beta1: f32,
  oneMinusBeta1: f32,
  beta2: f32,
  oneMinusBeta2: f32,
): void {
  const rates = f32x4.splat(rate);
  const keeps = f32x4.splat(keep);
  const epsilons = f32x4.splat(epsilon);
  const keepFirst = f32x4.splat(beta1);
  const addFirst = f32x4.splat(oneMinusBeta1);
  const keepSecond = f32x4.splat(beta2);
  const addSecond = f32x4.splat(oneMinusBeta2);
  const bound = f32x4.splat(SMALLEST_GRADIENT);
  const digits = i32x4.splat(0x7fffffff); // all but the sign
  // Four at a time: with the offset known when compiled, three quarters of the address arithmetic go.
  for (let i: usize = 0; i < bytes; i += 64) {
    adamAt(0, p + i, g + i, m + i, v + i, keeps, rates, epsilons, keepFirst, addFirst, keepSecond, addSecond, bound, digits);
    adamAt(16, p + i, g + i, m + i, v + i, keeps, rates, epsilons, keepFirst, addFirst, keepSecond, addSecond, bound, digits);
    adamAt(32, p + i, g + i, m + i, v + i, keeps, rates, epsilons, keepFirst, addFirst, keepSecond, addSecond, bound, digits);
    adamAt(48, p + i, g + i, m + i, v + i, keeps, rates, epsilons, keepFirst, addFirst, keepSecond, addSecond, bound, digits);
  }
}

@inline
function adamAt(
  offset: usize,
  p: usize,
  g: usize,
  m: usize,
  v: usize,
  keeps: v128,
  rates: v128,
  epsilons: v128,
  keepFirst: v128,
  addFirst: v128,
  keepSecond: v128,
  addSecond: v128,
  bound: v128,
  digits: v128,
): void {
  const whole = v128.load(g + offset);
  // withoutTiny, with its constants kept in registers.
  const gradient = v128.and(whole, f32x4.le(bound, v128.and(whole, digits)));
  const first = f32x4.add(f32x4.mul(keepFirst, v128.load(m + offset)), f32x4.mul(addFirst, gradient));
  const square = f32x4.mul(f32x4.mul(addSecond, gradient), gradient);
  const second = f32x4.add(f32x4.mul(keepSecond, v128.load(v + offset)), square);
  v128.store(m + offset, first);
  v128.store(v + offset, second);
  const change = f32x4.div(f32x4.mul(rates, first), f32x4.add(f32x4.sqrt(second), epsilons));
  v128.store(p + offset, f32x4.sub(f32x4.mul(keeps, v128.load(p + offset)), change));
}

/** Sets values below `smallest` in absolute value to zero. */
export function dropTiny(values: usize, bytes: usize, smallest: f32): void {
  const bound = f32x4.splat(smallest);
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(values + i, withoutTiny(v128.load(values + i), bound));
  }
}
