/** Which rows were answered correctly, one bit each, row 0 in the lowest bit of the first byte, as base64. */
export function packCorrectness(answers: Uint16Array, labels: Uint16Array): string {
  const bytes = new Uint8Array(Math.ceil(labels.length / 8));
  for (const [row, label] of labels.entries()) {
    if (answers[row] === label) bytes[row >> 3] = (bytes[row >> 3] ?? 0) | (1 << (row & 7));
  }
  return Buffer.from(bytes).toString('base64');
}

/** 1 for each row that was answered correctly, else 0, `[rows]`. */
export function unpackCorrectness(text: string, rows: number): Uint8Array {
  const bytes = Buffer.from(text, 'base64');
  return Uint8Array.from({ length: rows }, (_, row) => ((bytes[row >> 3] ?? 0) >> (row & 7)) & 1);
}
