import { GraphBuilder } from './graph-builder.js';
import { graphNames, trunkOutputs } from './graph-names.js';
import { is, sameShape, topologicalOrder, type Graph, type Value, type ValueOf, type Window } from './ir.js';
import { batchLastOrder } from './onnx/batch-last.js';
import { simplify } from './simplify/simplify.js';
import { uniformValue } from './simplify/matcher.js';

/** A convolution whose outputs are pooled, then rectified: what is not the greatest of its window, or not above 0, has no gradient. */
export interface PooledConvolution {
  /** Names of parameters without the graph's prefix: filters `[height, width, inputs, outputs]`, and biases `[outputs]`. */
  readonly filters: string;
  readonly biases: string;
  /** `[height, width, channels]` of one image that comes in. */
  readonly input: readonly [height: number, width: number, channels: number];
  readonly filterSize: readonly [height: number, width: number];
  readonly padding: Window['padding'];
  readonly outputs: number;
  readonly poolSize: readonly [height: number, width: number];
}

/** The pooled convolutions that a training step begins with. */
export interface PooledConvolutions {
  /** Name of the graph's input with the images, `[rows, height, width, channels]`. */
  readonly images: string;
  readonly rows: number;
  /** From the images on, each the input of the next. */
  readonly blocks: readonly [PooledConvolution, ...PooledConvolution[]];
}

/** A training step without the gradients of its pooled convolutions, and with what they are made of. */
export interface Trunk {
  /** Has, besides the outputs that are left, those of `trunkOutputs`. */
  readonly graph: Graph;
  readonly convolutions: PooledConvolutions;
}

/** `places + 1` has to fit into a byte. */
const mostPlaces = 254;
/** Images and outputs that our kernels take at a time. */
export const lane = 4;
const channelsFirst = [0, 3, 1, 2] as const;
const channelsLast = [0, 2, 3, 1] as const;

interface Block {
  readonly description: PooledConvolution;
  readonly convolution: ValueOf<'convolution'>;
  /** Of the convolution's outputs. */
  readonly gradient: Value;
  /** Of what the block gives. */
  readonly incoming: Value;
  /** Names of the graph's outputs that it makes superfluous. */
  readonly gradients: readonly string[];
}

/**
 * Takes the gradients of the pooled convolutions that a training step begins with out of its graph, each of which takes what the one
 * before it gives.
 *
 * @param graph simplified
 * @returns `undefined` where there are none, or where not all of their gradients can be taken out
 */
export function withoutConvolutionGradients(graph: Graph): Trunk | undefined {
  const order = topologicalOrder(Object.values(graph.outputs));
  const outputNames = new Map(Object.entries(graph.outputs).map(([name, value]) => [value, name]));
  const found = order
    .filter((value) => is(value, 'maxPoolGradient'))
    .map((value) => blockOf(value, order, outputNames));
  const blocks = found.flatMap((block) => block ?? []);
  const chain = chained(blocks);
  const [first] = chain;
  const last = chain.at(-1);
  if (first === undefined || last === undefined || chain.length !== found.length) return undefined;
  const images = imagesOf(first.convolution.operands[0]);
  if (images === undefined) return undefined;

  const superfluous = new Set(blocks.flatMap(({ gradients }) => gradients));
  const left = Object.entries(graph.outputs).filter(([name]) => !superfluous.has(name));
  const builder = new GraphBuilder();
  const outputs = Object.fromEntries([
    ...left,
    ...chain.map(({ convolution }, index): [string, Value] => [
      trunkOutputs.convolution(index),
      builder.transpose(convolution, batchLastOrder),
    ]),
    [trunkOutputs.gradient, builder.transpose(last.incoming, channelsLast)],
  ]);
  const hasOthers = topologicalOrder(Object.values(outputs)).some((value) =>
    blocks.some(({ gradient }) => gradient === value),
  );
  if (hasOthers) return undefined;
  const [description, ...others] = chain.map((block) => block.description);
  if (description === undefined) return undefined;
  return {
    graph: simplify({ ...graph, outputs }),
    convolutions: {
      images: images.operation.name,
      rows: images.shape[0] ?? 0,
      blocks: [description, ...others],
    },
  };
}

/** The block that a pool's gradient belongs to. */
function blockOf(
  gradient: ValueOf<'maxPoolGradient'>,
  order: readonly Value[],
  outputNames: ReadonlyMap<Value, string>,
): Block | undefined {
  const [rectified, convolution] = gradient.operands;
  if (!is(convolution, 'convolution')) return undefined;
  const [x, filter, bias] = convolution.operands;
  const pool = gradient.operation.window;
  const { window, groups } = convolution.operation;
  const incoming = beforeRelu(rectified, convolution, pool);
  const filters = is(filter, 'transpose') ? parameterName(filter.operands[0]) : undefined;
  const biases = bias && parameterName(bias);
  if (incoming === undefined || filters === undefined || biases === undefined) return undefined;
  if (groups !== 1 || !steps(window, [1, 1]) || !tiles(pool, convolution)) return undefined;
  const [rows = 0, outputs = 0] = convolution.shape;
  const [, channels = 0, height = 0, width = 0] = x.shape;
  if (rows % lane !== 0 || outputs % lane !== 0) return undefined;

  const users = order.filter(({ operands }) => operands.includes(gradient));
  const gradients = users.flatMap((user) => {
    if (is(user, 'convolutionInputGradient')) return [];
    const name = order.flatMap((value) =>
      value.operands[0] === user ? (outputNames.get(value) ?? []) : [],
    )[0];
    const isFilters = is(user, 'convolutionFilterGradient') && name === graphNames.gradient(filters);
    const isBiases = is(user, 'reduce', 'sum') && name === graphNames.gradient(biases);
    return isFilters || isBiases ? [name] : [undefined];
  });
  const names = gradients.flatMap((name) => name ?? []);
  if (names.length !== 2 || gradients.length !== 2) return undefined;
  return {
    description: {
      filters,
      biases,
      input: [height, width, channels],
      filterSize: window.size,
      padding: window.padding,
      outputs,
      poolSize: pool.size,
    },
    convolution,
    gradient,
    incoming,
    gradients: names,
  };
}

/** d of `d * (maxPool(convolution) > 0)`. */
function beforeRelu(value: Value, convolution: Value, pool: Window): Value | undefined {
  if (!is(value, 'arithmetic', 'mul')) return undefined;
  const [a, b] = value.operands;
  const [mask, other] = is(a, 'cast') ? [a, b] : [b, a];
  const isAbove = is(mask, 'cast') ? mask.operands[0] : undefined;
  if (isAbove === undefined || !is(isAbove, 'comparison', 'greater')) return undefined;
  const [pooled, zero] = isAbove.operands;
  return uniformValue(zero) === 0 && isPoolOf(pooled, convolution, pool) ? other : undefined;
}

function isPoolOf(value: Value, x: Value, window: Window): boolean {
  return (
    is(value, 'maxPool') &&
    value.operands[0] === x &&
    JSON.stringify(value.operation.window) === JSON.stringify(window)
  );
}

/** Blocks from the first on, each taking what the one before it gives, and giving it its gradient; empty where they are not so. */
function chained(blocks: readonly Block[]): Block[] {
  const isBefore = (block: Block, next: Block): boolean => {
    const [x] = next.convolution.operands;
    return (
      is(x, 'unary', 'relu') &&
      is(x.operands[0], 'maxPool') &&
      x.operands[0].operands[0] === block.convolution &&
      is(block.incoming, 'convolutionInputGradient') &&
      block.incoming.operands[0] === next.gradient
    );
  };
  const chain = blocks.filter((block) => !blocks.some((other) => isBefore(other, block)));
  if (chain.length !== 1) return [];
  for (let last = chain[0]; last !== undefined;) {
    const block: Block = last;
    last = blocks.find((other) => isBefore(block, other));
    if (last !== undefined) chain.push(last);
  }
  return chain;
}

/** The graph's input that is x with its channels in front. */
function imagesOf(x: Value): ValueOf<'input'> | undefined {
  const isTurned = is(x, 'transpose') && sameShape(x.operation.permutation, channelsFirst);
  const isOneChannel = is(x, 'reshape') && x.shape[1] === 1;
  const [input] = isTurned || isOneChannel ? x.operands : [];
  if (input === undefined || !is(input, 'input')) return undefined;
  const [rows = 0, channels = 0, height = 0, width = 0] = x.shape;
  return sameShape(input.shape, [rows, height, width, channels]) ? input : undefined;
}

function parameterName(value: Value): string | undefined {
  const prefix = graphNames.parameter('');
  return is(value, 'input') && value.operation.name.startsWith(prefix)
    ? value.operation.name.slice(prefix.length)
    : undefined;
}

function steps({ strides, dilations }: Window, wanted: readonly number[]): boolean {
  return sameShape(strides, wanted) && sameShape(dilations, [1, 1]);
}

function tiles(pool: Window, { shape: [, , height = 0, width = 0] }: Value): boolean {
  const [down, across] = pool.size;
  return (
    steps(pool, pool.size) &&
    sameShape(pool.padding, [0, 0, 0, 0]) &&
    height % down === 0 &&
    width % across === 0 &&
    down * across <= mostPlaces
  );
}
