/** Index of the greatest of `values[start .. end)`, counted from `start`; the first of equals. */
export function argmax(values: ArrayLike<number>, start = 0, end = values.length): number {
  let best = start;
  for (let i = start + 1; i < end; i++) {
    if ((values[i] ?? -Infinity) > (values[best] ?? -Infinity)) best = i;
  }
  return best - start;
}

/** The same for each row of `values`, row-major `[rows, width]`; at most 65,536 numbers wide. */
export function argmaxOfRows(values: Float32Array, width: number): Uint16Array {
  return Uint16Array.from({ length: values.length / width }, (_, row) =>
    argmax(values, row * width, (row + 1) * width),
  );
}
