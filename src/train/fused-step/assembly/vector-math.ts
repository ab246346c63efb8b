// Four numbers at a time.

/** 2^-100: probabilities are at least this, and other numbers below it in absolute value are stored as zero. */
export const TINY: f32 = 7.888609052210118e-31;

@inline
export function withoutTiny(values: v128): v128 {
  return v128.and(values, f32x4.ge(f32x4.abs(values), f32x4.splat(TINY)));
}

@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}

/** log2(e): exp(x) = 2^(x log2(e)). */
export const LOG2_E: f32 = 1.4426950408889634;

/**
 * 2^x for x of at most 0; 2^-100 for all x below -100. The polynomial is the one of degree 5 with the smallest greatest
 * relative error (9e-8) for 2^r, r in [-0.5, 0.5], that is exact at 0.
 */
@inline
export function powerOfTwo(x: v128): v128 {
  const bounded = f32x4.pmax(x, f32x4.splat(-100.0));
  // Adding 1.5 * 2^23 rounds to an integer, which is then also the lowest bits of the sum.
  const shift = f32x4.splat(12582912.0);
  const shifted = f32x4.add(bounded, shift);
  const r = f32x4.sub(bounded, f32x4.sub(shifted, shift));
  const square = f32x4.mul(r, r);
  // Pairs of terms, which need not wait for one another.
  const low = multiplyAdd(f32x4.splat(0.24022242426872253), r, f32x4.splat(0.6931470036506653));
  const high = multiplyAdd(f32x4.splat(0.009671512991189957), r, f32x4.splat(0.05550733581185341));
  const tail = multiplyAdd(multiplyAdd(f32x4.splat(0.001326472731307149), square, high), square, low);
  const y = multiplyAdd(tail, r, f32x4.splat(1.0));
  return i32x4.add(y, i32x4.shl(shifted, 23));
}

/** log(x) for normal x > 0, as the Cephes library does it (logf). */
@inline
export function log(x: v128): v128 {
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
export function sumOf(values: v128): f32 {
  return (
    f32x4.extract_lane(values, 0) +
    f32x4.extract_lane(values, 1) +
    (f32x4.extract_lane(values, 2) + f32x4.extract_lane(values, 3))
  );
}

/** The sum of each of four vectors. */
@inline
export function sumsOf(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 1, 4, 5), v128.shuffle<f32>(a, b, 2, 3, 6, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 1, 4, 5), v128.shuffle<f32>(c, d, 2, 3, 6, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7));
}
