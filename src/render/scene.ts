import type { Side } from '../tree/topology.js';
import type { NodeSummary } from './node-summary.js';

/**
 * The scene: what a picture of a tree contains and where it stands, before any SVG is written. The static drawing and the
 * interactive report draw the same scene. All positions are in pixels, y grows downwards, and are rounded to 0.01.
 */
export interface Scene {
  readonly width: number;
  readonly height: number;
  /** Drawn nodes from the top down, left to right in each level. */
  readonly nodes: readonly SceneNode[];
  /** One link for each drawn node except the top one. */
  readonly links: readonly SceneLink[];
  /** Of a compact layout: how much thinner links are than elsewhere. Default 1. */
  readonly linkScale?: number | undefined;
  /** To be added to all positions; default none. */
  readonly origin?: { readonly x: number; readonly y: number } | undefined;
}

/** A rectangle: left, top, width, height. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How a drawn node looks: an inner node with its children drawn, a leaf, or a closed subtree drawn as one summary. */
export type SceneNodeKind = 'inner' | 'leaf' | 'summary';

/** A node as a box: where it lies and what it shows. */
export interface SceneNode {
  /** Number in the topology; stable, usable as a key and for `id` attributes. */
  readonly node: number;
  readonly kind: SceneNodeKind;
  /** Depth in the whole tree; the root has 0. */
  readonly depth: number;
  /** Around everything of this node, texts included. Boxes of two nodes never overlap. */
  readonly box: Box;
  /** Place of the filter image, the list of largest weights, or the bars. */
  readonly picture: Box;
  /** Small texts: node number, traffic, winning class, counts. */
  readonly texts: readonly SceneText[];
  /** Classes still reachable (inner nodes and summaries), left to right. */
  readonly chips: readonly ClassChip[];
  readonly summary: NodeSummary;
  /** Share of all inputs that arrives here, in [0, 1]; absent without measured traffic. */
  readonly arrivalShare?: number | undefined;
  /** Path probability of the highlighted sample here, in [0, 1]; absent without a sample. */
  readonly sampleProbability?: number | undefined;
  /** On the highlighted sample's path. */
  readonly onPath: boolean;
  /** Drawn small, without the texts of a card. */
  readonly isCompact?: boolean | undefined;
  /** Turn in degrees and place of a node that is drawn around (0, 0); `box` surrounds it where it stands then. */
  readonly turn?: { readonly x: number; readonly y: number; readonly degrees: number } | undefined;
}

/** One line of text. `x` belongs to `anchor`, `y` is the baseline; `box` surrounds the glyphs. */
export interface SceneText {
  /** Untrusted: escape it. Already shortened to the room there is. */
  readonly text: string;
  /** The whole text where `text` was shortened, for a tooltip. */
  readonly full?: string | undefined;
  readonly x: number;
  readonly y: number;
  /** Font size in pixels. */
  readonly size: number;
  readonly bold: boolean;
  readonly tone: 'text' | 'muted' | 'accent';
  readonly anchor: 'start' | 'middle' | 'end';
  readonly box: Box;
}

/** The name of a class that can still be the answer, underlined in the color of the class. */
export interface ClassChip {
  /** `undefined` for the chip that counts the classes left out, e.g. `+4`. */
  readonly classIndex: number | undefined;
  readonly label: SceneText;
}

/** Link from a parent's bottom to a child's top. */
export interface SceneLink {
  readonly source: number;
  readonly target: number;
  readonly side: Side;
  /** Data of an SVG path. */
  readonly path: string;
  /** Stroke width in pixels: traffic; constant without measured traffic. */
  readonly width: number;
  /** Share of all inputs that takes this link, in [0, 1]; absent without measured traffic. */
  readonly share?: number | undefined;
  /** Path probability of the highlighted sample at the target, in [0, 1]; absent without a sample. */
  readonly sampleProbability?: number | undefined;
  /** On the highlighted sample's path. */
  readonly onPath: boolean;
  /** Probability of this branch for the sample, beside the path only; e.g. `0.97`. */
  readonly label?: SceneText | undefined;
}
