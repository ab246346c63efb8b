/** A bitmap's pixels as RGBA bytes. */
interface Bitmap {
  readonly data: Buffer;
  readonly height: number;
  readonly width: number;
  /** Whether red, green and blue are the same everywhere: the format knows no other gray. */
  readonly isGray: boolean;
}

export function isBmp(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 2) === 'BM';
}

/**
 * Decodes a BMP file, which sharp does not know.
 *
 * @param checkSize is called with height and width before anything is decoded
 */
export async function decodeBmp(
  bytes: Buffer,
  checkSize: (height: number, width: number) => void,
): Promise<Bitmap> {
  // The height is negative where the lines stand from top to bottom.
  checkSize(Math.abs(bytes.readInt32LE(22)), bytes.readInt32LE(18));
  const { decode } = await import('bmp-ts');
  const { data, height, width } = decode(bytes, { toRGBA: true });
  let [isGray, isEmpty] = [true, true];
  for (let start = 0; start < data.length; start += 4) {
    isGray &&= data[start] === data[start + 1] && data[start] === data[start + 2];
    isEmpty &&= data[start + 3] === 0;
  }
  // A fourth byte that is never set is no alpha channel.
  if (isEmpty) for (let start = 3; start < data.length; start += 4) data[start] = 255;
  return { data, height, width, isGray };
}
