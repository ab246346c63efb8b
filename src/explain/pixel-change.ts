import { onlyAffineStep } from '../data/preparation.js';
import { isOfImages } from '../file/input-columns.js';
import type { TreeDocument } from '../file/tree-document.js';
import { createPredictor } from '../tree/predictor.js';
import { sigmoid } from '../tree/branch-probability.js';
import { GateEvaluator } from '../tree/gates.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import { PathLeads } from './path-leads.js';
import { foundBy, type SearchInPieces } from './search-in-pieces.js';

/** Other values of a few pixels that give another answer, verified by predicting the changed image. */
export interface PixelChange {
  /** Changed pixels, counted row by row from 0, ascending; all channels of a pixel count as one. */
  readonly pixels: readonly number[];
  /** The changed image as the tree takes it, `[featureCount]`. */
  readonly features: Float32Array;
  /** Sum of the sizes of all changes, in features: 1 is a change from black to white of one channel. */
  readonly total: number;
  /** Class that the max path answers then. */
  readonly answer: number;
}

export interface PixelOptions {
  /** Numbers that belong to one pixel. */
  readonly channels: number;
  /** Least and greatest feature of a pixel; default 0 and 1, or as far as the image itself goes. */
  readonly range?: readonly [least: number, greatest: number] | undefined;
}

/**
 * What a tree's file says of the pixels of its images.
 *
 * @returns `undefined` for a tree of tables
 */
export function pixelOptionsOf(document: TreeDocument): PixelOptions | undefined {
  if (!isOfImages(document)) return undefined;
  const { image, inputShape, preparation } = document;
  const [, , channels = 1] = inputShape;
  const { offset, scale } = onlyAffineStep(preparation) ?? {};
  if (image === undefined || typeof offset !== 'number' || typeof scale !== 'number') return { channels };
  return { channels, range: [(image.black - offset) * scale, (image.white - offset) * scale] };
}

/** Classes that a change is looked for, the nearest ones. */
const mostTargets = 5;
/** Share of the pixels beyond which a change tells nothing. */
const mostPixels = 0.25;
const halvings = 12;

/**
 * Looks for the change of fewest pixels that gives another max-path answer: for each of the nearest classes one pixel after the other is
 * made as dark or as bright as pixels are, the one that brings the path to that class nearest to winning (by the gradient of the paths'
 * log-odds); then the pixels that turn out needless are put back, and all others as far as the answer allows. What is found is small, not
 * proven smallest.
 *
 * @param features one image as the tree takes it, `[featureCount]`
 * @returns `undefined` where a quarter of the pixels does not change the answer
 */
export function pixelChange(
  tree: SoftDecisionTree,
  features: Float32Array,
  options: PixelOptions,
): PixelChange | undefined {
  return foundBy(pixelSearch(tree, features, options));
}

/** The search of `pixelChange`, in pieces. */
export function* pixelSearch(
  tree: SoftDecisionTree,
  features: Float32Array,
  options: PixelOptions,
): SearchInPieces<PixelChange | undefined> {
  const search = new PixelSearch(tree, features, options);
  let best: PixelChange | undefined;
  for (const target of search.targets()) {
    const found = yield* search.towards(target, best?.pixels.length);
    if (found === undefined) continue;
    const isFewer = best === undefined || found.pixels.length < best.pixels.length;
    const isLess = found.pixels.length === best?.pixels.length && found.total < best.total;
    if (isFewer || isLess) best = found;
  }
  return best;
}

/** A pixel's changes in all its channels at full strength. */
type Moves = ReadonlyMap<number, Float32Array>;
const unmoved: Moves = new Map();

class PixelSearch {
  /** Log-odds of all gates for the image itself, `[gates]`. */
  readonly #logOdds: Float64Array;
  readonly #paths: PathLeads;
  readonly #predictor;
  readonly #current: number;
  readonly #least: number;
  readonly #greatest: number;
  /** Of the image that the paths are asked about. */
  #moves = unmoved;
  #strength = 1;

  constructor(
    private readonly tree: SoftDecisionTree,
    private readonly features: Float32Array,
    private readonly options: PixelOptions,
  ) {
    const gates = new GateEvaluator(tree);
    gates.setRow(features);
    this.#logOdds = Float64Array.from({ length: tree.innerNodeCount }, (_, gate) =>
      gates.preActivation(gate),
    );
    this.#paths = new PathLeads(tree, { preActivation: (gate) => this.#logOddsOf(gate) });
    this.#predictor = createPredictor(tree);
    this.#current = this.#predictor.predictOne(features);
    const [least, greatest] = options.range ?? [0, 1];
    this.#least = features.reduce((low, value) => Math.min(low, value), least);
    this.#greatest = features.reduce((high, value) => Math.max(high, value), greatest);
  }

  /** Other classes, the one nearest to winning first. */
  targets(): number[] {
    this.#ask(unmoved);
    return [...new Set(this.#paths.classes)]
      .filter((answer) => answer !== this.#current)
      .map((answer) => ({ answer, lead: this.#paths.lead(answer) }))
      .sort((a, b) => b.lead - a.lead || a.answer - b.answer)
      .slice(0, mostTargets)
      .map(({ answer }) => answer);
  }

  /** @param most pixels that it may change */
  *towards(
    target: number,
    most = Math.floor((mostPixels * this.features.length) / this.options.channels),
  ): SearchInPieces<PixelChange | undefined> {
    let moves = unmoved;
    while (!this.#isOther(moves)) {
      const next = moves.size < most ? this.#bestMove(target, moves) : undefined;
      if (next === undefined) return undefined;
      moves = new Map([...moves, next]);
      yield;
    }
    const needed = this.#withoutNeedless(moves);
    return this.#changed(needed, this.#leastStrength(needed));
  }

  /** The pixel that, moved to an end of its range, raises the lead of a class most, as far as the gradient tells. */
  #bestMove(target: number, moves: Moves): readonly [number, Float32Array] | undefined {
    const { channels } = this.options;
    const gradient = this.#gradient(target, moves);
    let best = -1;
    let greatest = 0;
    for (let pixel = 0; pixel < gradient.length / channels; pixel++) {
      if (moves.has(pixel)) continue;
      let gain = 0;
      for (let channel = 0; channel < channels; channel++)
        gain +=
          this.#step(pixel * channels + channel, gradient) * (gradient[pixel * channels + channel] ?? 0);
      if (gain > greatest) [best, greatest] = [pixel, gain];
    }
    if (best < 0) return undefined;
    const move = Float32Array.from({ length: channels }, (_, channel) =>
      this.#step(best * channels + channel, gradient),
    );
    return [best, move];
  }

  /** The way of a feature to the end of the range that its gradient points to. */
  #step(feature: number, gradient: Float64Array): number {
    const slope = gradient[feature] ?? 0;
    if (slope === 0) return 0;
    return (slope > 0 ? this.#greatest : this.#least) - (this.features[feature] ?? 0);
  }

  /** Derivative of a class's lead by the features: of its likeliest path less that of the likeliest other one. `[featureCount]` */
  #gradient(target: number, moves: Moves): Float64Array {
    const { topology, parameters, featureCount } = this.tree;
    const gradient = new Float64Array(featureCount);
    this.#ask(moves);
    for (const [leaf, sign] of this.#paths.leaders(target)) {
      for (const { node, side } of topology.pathTo(topology.nodeOfLeaf(leaf))) {
        const gate = topology.gateOf(node);
        const z = this.#logOddsOf(gate);
        const slope = sign * (side === 'right' ? sigmoid(-z) : -sigmoid(z)) * (parameters.betas[gate] ?? 0);
        const start = gate * featureCount;
        for (let feature = 0; feature < featureCount; feature++)
          gradient[feature] = (gradient[feature] ?? 0) + slope * (parameters.filters[start + feature] ?? 0);
      }
    }
    return gradient;
  }

  /** Puts pixels back, those changed last first, as long as the answer is another one. */
  #withoutNeedless(moves: Moves): Moves {
    let kept = new Map(moves);
    for (const pixel of [...moves.keys()].reverse()) {
      const others = new Map([...kept].filter(([other]) => other !== pixel));
      if (others.size > 0 && this.#isOther(others)) kept = others;
    }
    return kept;
  }

  /** How far all pixels have to go of their way, by halving. */
  #leastStrength(moves: Moves): number {
    let [low, high] = [0, 1];
    for (let round = 0; round < halvings; round++) {
      const middle = (low + high) / 2;
      if (this.#isOther(moves, middle)) high = middle;
      else low = middle;
    }
    return high;
  }

  /** The changed image, if its prediction is another class; at full strength where rounding takes that away. */
  #changed(moves: Moves, strength: number): PixelChange | undefined {
    const features = this.#moved(moves, strength);
    const answer = this.#predictor.predictOne(features);
    if (answer === this.#current) return strength < 1 ? this.#changed(moves, 1) : undefined;
    const total = features.reduce(
      (sum, value, index) => sum + Math.abs(value - (this.features[index] ?? 0)),
      0,
    );
    return { pixels: [...moves.keys()].sort((a, b) => a - b), features, total, answer };
  }

  #moved(moves: Moves, strength: number): Float32Array {
    const { channels } = this.options;
    const features = this.features.slice();
    for (const [pixel, move] of moves)
      for (const [channel, way] of move.entries()) {
        const index = pixel * channels + channel;
        features[index] = (features[index] ?? 0) + strength * way;
      }
    return features;
  }

  #isOther(moves: Moves, strength = 1): boolean {
    this.#ask(moves, strength);
    return this.#paths.answer() !== this.#current;
  }

  /** Of which image the paths tell from now on. */
  #ask(moves: Moves, strength = 1): void {
    this.#moves = moves;
    this.#strength = strength;
  }

  #logOddsOf(gate: number): number {
    const { channels } = this.options;
    const { filters, betas } = this.tree.parameters;
    const start = gate * this.tree.featureCount;
    let sum = 0;
    for (const [pixel, move] of this.#moves)
      for (let channel = 0; channel < channels; channel++)
        sum += (move[channel] ?? 0) * (filters[start + pixel * channels + channel] ?? 0);
    return (this.#logOdds[gate] ?? 0) + this.#strength * (betas[gate] ?? 0) * sum;
  }
}
