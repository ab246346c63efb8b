import { InvalidInputError } from '../../errors.js';
import type { ImageOptions } from '../image/image-options.js';
import type { RawValues } from '../raw-dataset.js';
import { transposed } from './transposed.js';

/** Images of an array with four axes, channels last. */
export interface ChannelsLast {
  readonly values: RawValues;
  /** `[height, width, channels]` */
  readonly inputShape: readonly [number, number, number];
  readonly notes: readonly string[];
}

/** What is known of the layout: said by the user, or the shape that a model takes. */
export interface KnownLayout {
  readonly layout: ImageOptions['layout'];
  readonly inputShape: readonly number[] | undefined;
}

/**
 * Brings images to channels last. Where the layout is not known, the axis that can be channels decides: the second of 1 or 3, or
 * the last of 1, 3 or 4.
 *
 * @param shape `[rows, channels, height, width]` or `[rows, height, width, channels]`
 * @throws {InvalidInputError} naming `--layout` when both axes can be channels, or neither
 */
export function channelsLast(
  values: RawValues,
  shape: readonly number[],
  source: string,
  known: KnownLayout,
): ChannelsLast {
  const [, second = 0, third = 0, last = 0] = shape;
  const layout = known.layout ?? foundLayout(shape, source, known.inputShape);
  if (layout === 'nhwc') return { values, inputShape: [second, third, last], notes: [] };
  const note = `${source}: shape [${shape.join(', ')}] is read as [rows, channels, height, width], and channels are put last; --layout nhwc if it is not`;
  return {
    values: transposed(values, second, third * last),
    inputShape: [third, last, second],
    notes: known.layout === undefined ? [note] : [],
  };
}

function foundLayout(
  [, second = 0, third = 0, last = 0]: readonly number[],
  source: string,
  inputShape: readonly number[] | undefined,
): 'nchw' | 'nhwc' {
  // A model says more than the sizes alone.
  const isFirst =
    inputShape === undefined ? [1, 3].includes(second) : inputShape.join() === [third, last, second].join();
  const isLast =
    inputShape === undefined ? [1, 3, 4].includes(last) : inputShape.join() === [second, third, last].join();
  if (isFirst !== isLast) return isFirst ? 'nchw' : 'nhwc';
  if (inputShape !== undefined) return foundLayout([0, second, third, last], source, undefined);
  const found = `[rows, ${second}, ${third}, ${last}]`;
  throw new InvalidInputError(
    isFirst
      ? `${source}: are channels first or last in shape ${found}? Say --layout nchw or --layout nhwc`
      : `${source}: shape ${found} has channels neither first (1 or 3) nor last (1, 3 or 4); if it has: --layout nchw or --layout nhwc`,
  );
}
