/** `[height, width, channels]`, row-major. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** The shape of an image where rows are images, `undefined` where they are rows of a table. */
export function imageShapeOf({
  inputShape,
}: {
  readonly inputShape: readonly number[];
}): ImageShape | undefined {
  const [height, width, channels] = inputShape;
  if (inputShape.length !== 3 || height === undefined || width === undefined || channels === undefined)
    return;
  return [height, width, channels];
}
