import type { ImageShape } from './image-shape.js';

/** Height and width in pixels. */
export type ImageSize = readonly [height: number, width: number];

/** How images are to be read, where their reader should not find out by itself. */
export interface ImageOptions {
  /** All images are brought to this size; default: they must have one size. */
  readonly imageSize?: ImageSize | undefined;
  /** Colors become their luminance; `false`: all images are read as colors; default: if one of them has color. */
  readonly gray?: boolean | undefined;
  /** Black becomes white and white black. */
  readonly invert?: boolean | undefined;
  /** Brightness behind transparent pixels, in [0, 1]; default: the usual border of the opaque images; where all have
   * transparent pixels, what their figures stand out from. */
  readonly background?: number | undefined;
  /** Rows of a table or an array with two axes are images of this shape. */
  readonly shape?: ImageShape | undefined;
  /** Whether the channels of an array stand before or behind its pixels; default: found by its shape. */
  readonly layout?: 'nchw' | 'nhwc' | undefined;
}
