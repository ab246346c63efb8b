import { sizeOf } from '../../compile/ir.js';
import type { TensorSpec } from '../../compile/program.js';
import { graphNames, trunkOutputs } from '../../compile/graph-names.js';
import { lane, type PooledConvolutions } from '../../compile/pooled-convolutions.js';
import { MemoryLayout } from '../../optimizer/memory-layout.js';
import {
  eachWeight,
  floatBytes,
  layOut,
  vectorOffsets,
  windowOffsets,
  type BlockLayout,
} from './block-layout.js';
import { instantiateConvolutionKernels, type ConvolutionKernels } from './kernels.js';

type Arrays = Readonly<Record<string, Float32Array>>;

/**
 * Gradients of the pooled convolutions that a network begins with. Of the outputs of such a convolution one in each window of the
 * pool has a gradient at most, so that going from output to output takes a small part of the products of a convolution.
 */
export class ConvolutionGradients {
  /** Written by the engine before `run`, by the names of `trunkOutputs`. */
  readonly outputs: Readonly<Record<string, TensorSpec & { readonly values: Float32Array }>>;
  readonly #imagesName: string;
  readonly #rows: number;
  readonly #memory: WebAssembly.Memory;
  readonly #kernels: ConvolutionKernels;
  readonly #blocks: readonly [BlockLayout, ...BlockLayout[]];
  readonly #images: Float32Array;
  /** Of one image, by what the last block gives. */
  readonly #gradientBytes: number;
  readonly #gradient: Float32Array;

  constructor({ images: imagesName, blocks: [first, ...others], rows }: PooledConvolutions) {
    const layout = new MemoryLayout();
    this.#imagesName = imagesName;
    this.#rows = rows;
    this.#blocks = [layOut(layout, first, rows), ...others.map((block) => layOut(layout, block, rows))];
    const last = this.#blocks.at(-1) ?? this.#blocks[0];
    this.#gradientBytes = last.cells * last.outputs * floatBytes;
    const gradient = layout.reserve((rows * this.#gradientBytes) / floatBytes);
    const images = layout.reserve(rows * sizeOf(first.input));
    this.#memory = layout.createMemory();
    this.#kernels = instantiateConvolutionKernels(this.#memory);
    this.#gradient = this.#floats(gradient.address, (rows * this.#gradientBytes) / floatBytes);
    this.#images = this.#floats(images.address, rows * sizeOf(first.input));
    const output = (address: number, ...shape: number[]) => ({
      shape,
      values: this.#floats(address, sizeOf(shape)),
    });
    this.outputs = {
      ...Object.fromEntries(
        this.#blocks.map(({ convolution, outputs, outputHeight, outputWidth }, index) => [
          trunkOutputs.convolution(index),
          output(convolution, outputs, outputHeight, outputWidth, rows),
        ]),
      ),
      [trunkOutputs.gradient]: output(gradient.address, rows, last.cellsDown, last.cellsAcross, last.outputs),
    };
    for (const block of this.#blocks) {
      const [windows, offsets] = [windowOffsets(block), vectorOffsets(block)];
      new Int32Array(this.#memory.buffer, block.windows, windows.length).set(windows);
      new Int32Array(this.#memory.buffer, block.offsets, offsets.length).set(offsets);
    }
  }

  /**
   * Gradients of all filters and biases from `outputs`.
   *
   * @param inputs of the graph, by their names: images, and filters
   * @param gradients written, by the names of parameters
   */
  run(inputs: Arrays, gradients: Arrays): void {
    this.#images.set(arrayOf(inputs, this.#imagesName));
    this.#pack();
    this.#blocks.forEach((block, index) => {
      if (index > 0) this.#writeFilters(block, arrayOf(inputs, graphNames.parameter(block.filters)));
      this.#floats(block.filterSums, block.outputs * block.vectors * lane).fill(0);
      this.#floats(block.biasSums, block.outputs).fill(0);
      this.#select(block, this.#blocks[index + 1]);
    });
    for (let row = 0; row < this.#rows; row++) this.#goBack(row);
    for (const block of this.#blocks) this.#readSums(block, gradients);
  }

  #pack(): void {
    const [{ input, inputs, firstPixel, pixelBytes, lineBytes, inputBytes }] = this.#blocks;
    const [height, width] = input;
    const from = this.#images.byteOffset;
    this.#kernels.pack(
      from,
      this.#rows,
      height,
      width * pixelBytes,
      inputs + firstPixel,
      lineBytes,
      inputBytes,
    );
  }

  /** Where each window's greatest output is, and what the next block is given. */
  #select(block: BlockLayout, next: BlockLayout | undefined): void {
    this.#kernels.select(
      block.convolution,
      block.outputs,
      block.outputHeight,
      block.outputWidth,
      this.#rows,
      ...block.poolSize,
      block.winners,
      next === undefined ? 0 : next.inputs + next.firstPixel,
      next?.lineBytes ?? 0,
      next?.inputBytes ?? 0,
    );
  }

  /** Adds one image to all gradients, from the last block to the first. */
  #goBack(row: number): void {
    let gradient = this.#gradient.byteOffset + row * this.#gradientBytes;
    for (let index = this.#blocks.length - 1; index >= 0; index--) {
      const block = this.#blocks[index];
      if (block === undefined) continue;
      const next = this.#blocks[index + 1];
      const { cells, outputs, places, windows, offsets, vectors, ofChannels, channelCounts } = block;
      const { ofPlaces, placeCounts, inputGradient, inputBytes } = block;
      this.#kernels.list(
        block.winners + row,
        this.#rows,
        block.cellsDown,
        block.cellsAcross,
        outputs,
        places,
        gradient,
        next?.lineBytes ?? block.cellsAcross * outputs * floatBytes,
        windows,
        ofChannels,
        channelCounts,
        ofPlaces,
        index === 0 ? 0 : placeCounts,
        vectors * lane * floatBytes,
      );
      const image = block.inputs + row * inputBytes;
      const { filterSums, biasSums } = block;
      this.#kernels.addFilters(
        image,
        ofChannels,
        channelCounts,
        cells,
        outputs,
        offsets,
        vectors,
        filterSums,
        biasSums,
      );
      if (index === 0) return;
      this.#kernels.inputGradient(
        inputGradient,
        inputBytes,
        ofPlaces,
        placeCounts,
        windows,
        cells,
        outputs,
        places,
        offsets,
        vectors,
        block.filterVectors,
      );
      gradient = inputGradient + block.firstPixel;
    }
  }

  #writeFilters(block: BlockLayout, filters: Float32Array): void {
    const { outputs, vectors, filterVectors } = block;
    const filterFloats = vectors * lane;
    const target = this.#floats(filterVectors, outputs * filterFloats);
    eachWeight(block, (weight, place) => {
      for (let output = 0; output < outputs; output++)
        target[output * filterFloats + place] = filters[weight + output] ?? 0;
    });
  }

  #readSums(block: BlockLayout, gradients: Arrays): void {
    const { outputs, vectors, filterSums, biasSums, filters, biases } = block;
    const filterFloats = vectors * lane;
    const sums = this.#floats(filterSums, outputs * filterFloats);
    const target = arrayOf(gradients, filters);
    eachWeight(block, (weight, place) => {
      for (let output = 0; output < outputs; output++)
        target[weight + output] = sums[output * filterFloats + place] ?? 0;
    });
    arrayOf(gradients, biases).set(this.#floats(biasSums, outputs));
  }

  #floats(address: number, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, address, length);
  }
}

function arrayOf(arrays: Arrays, name: string): Float32Array {
  const array = arrays[name];
  if (array === undefined) throw new Error(`no array for ${name}`);
  return array;
}
