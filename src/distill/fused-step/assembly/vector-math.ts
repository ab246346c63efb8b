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

/**
 * exp(x) for x of at most 0, with the polynomial of Moshier's Cephes library (expf); 2^-100
 * for all x below ln 2^-100.
 */
@inline
export function expOfNegative(x: v128): v128 {
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
