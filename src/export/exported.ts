import type { TreeDocument } from '../file/tree-document.js';

/** How a tree is to be written, where a format leaves a choice. */
export interface ExportOptions {
  /** Name of the file without its ending, which files beside it are called by; default `tree`. */
  readonly name?: string | undefined;
  /** `c`: filters of 8 bits instead of float32; default `false`. */
  readonly int8?: boolean | undefined;
  /** `sql`: name of the table of the raw rows; default `samples`. */
  readonly table?: string | undefined;
  /** `rules`, `dot`, `mermaid`: levels of decisions that are shown; default all. */
  readonly depth?: number | undefined;
}

/** A tree in another format. */
export interface Exported {
  readonly content: string | Uint8Array;
  /** What belongs beside it, by the names of the files. */
  readonly beside?: Readonly<Record<string, string | Uint8Array>>;
  /** What its reader may want to know, a line each. */
  readonly notes?: readonly string[];
}

/**
 * Writes a tree in one format; the same document gives the same bytes.
 *
 * @throws {InvalidInputError} when the format cannot hold the tree
 */
export type TreeWriter = (document: TreeDocument, options: ExportOptions) => Exported;
