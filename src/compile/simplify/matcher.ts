import type { GraphBuilder } from '../graph-builder.js';
import { is, nameOf, type FunctionOf, type Kind, type Value, type ValueOf } from '../ir.js';

/** A node that is about to be made. */
export type Candidate = Omit<Value, 'id'>;

/** Gives a simpler value that equals the candidate, or `undefined` if it knows none. */
type Rewrite<C> = (candidate: C, builder: GraphBuilder) => Value | undefined;

/** A rewrite, and the kinds of operation that it is for; of another operation it knows nothing simpler. */
export interface Rule {
  readonly kinds: readonly Kind[];
  readonly rewrite: Rewrite<Candidate>;
}

type Names<K extends Kind> = FunctionOf<K> | readonly FunctionOf<K>[];
type RewriteOf<K extends Kind> = Rewrite<Omit<ValueOf<K>, 'id'>>;

/**
 * A rule for operations of some kinds or, more narrowly, for some functions of a kind:
 * `on('arithmetic', ['add', 'sub'], ({ operands: [a, b] }) => (uniformValue(b) === 0 ? a : undefined))`.
 */
export function on<K extends Kind>(
  kinds: K | readonly K[],
  ...match: [rewrite: RewriteOf<K>] | [functions: Names<K>, rewrite: RewriteOf<K>]
): Rule {
  const listed: readonly Kind[] = [kinds].flat();
  const [functions, rewrite] = match.length === 1 ? [undefined, match[0]] : match;
  const names: readonly string[] | undefined = functions && [functions].flat();
  const isMatch = (candidate: Candidate): candidate is Omit<ValueOf<K>, 'id'> =>
    listed.includes(candidate.operation.kind) && (names?.includes(nameOf(candidate.operation)) ?? true);
  return {
    kinds: listed,
    rewrite: (candidate, builder) => (isMatch(candidate) ? rewrite(candidate, builder) : undefined),
  };
}

/** Two operands, the one of this kind first (of two such, the left one); `undefined` if neither is. */
export function kindFirst<K extends Kind>(
  kind: K,
  [a, b]: readonly [Value, Value],
): readonly [ValueOf<K>, Value] | undefined {
  if (is(a, kind)) return [a, b];
  return is(b, kind) ? [b, a] : undefined;
}

/** The number that all elements of a constant equal. */
export function uniformValue({ operation }: Value): number | undefined {
  return operation.kind === 'constant' && typeof operation.values === 'number' ? operation.values : undefined;
}
