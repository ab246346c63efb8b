import type { Command } from 'commander';
import { UsageError } from '../errors.js';
import type { TreeDocument } from '../file/tree-document.js';
import { channelViews, imageShape, type ChannelView } from '../render/drawing.js';
import { choiceOption } from './option-values.js';

/** How the weights of color images are drawn. */
export function addChannelsOption(command: Command): Command {
  return command.option(
    '--channels <name>',
    'weights of color images in drawings: sum (of the channels of each pixel, orange and blue) or each (channel by itself, dark and light) (default: sum)',
    choiceOption('--channels', channelViews),
  );
}

/** @throws {UsageError} when the tree's inputs have no three channels */
export function assertChannels({ inputShape }: TreeDocument, channels: ChannelView | undefined): void {
  if (channels === undefined || imageShape(inputShape)?.channels === 3) return;
  throw new UsageError(
    `--channels is for trees of images with three color channels; this tree's inputs have the shape [${inputShape.join(', ')}]`,
  );
}
