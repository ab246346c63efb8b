import { GraphBuilder } from '../graph-builder.js';
import {
  printGraph,
  topologicalOrder,
  type ElementType,
  type Graph,
  type Kind,
  type Operation,
  type Value,
} from '../ir.js';
import { algebraRules } from './algebra.js';
import { imageRules } from './image.js';
import { layoutRules } from './layout.js';
import type { Rule } from './matcher.js';
import { shapeRules } from './shape.js';
import { softmaxRules } from './softmax.js';

/** In order: of the rules for an operation, the first that knows something simpler decides. */
const rules = [...shapeRules, ...algebraRules, ...layoutRules, ...imageRules, ...softmaxRules];
const rulesByKind = new Map<Kind, readonly Rule[]>(
  [...new Set(rules.flatMap(({ kinds }) => kinds))].map((kind) => [
    kind,
    rules.filter(({ kinds }) => kinds.includes(kind)),
  ]),
);

/** Every operation made through this builder is simplified as it is made. */
class SimplifyingBuilder extends GraphBuilder {
  override make(
    operation: Operation,
    operands: readonly Value[],
    shape: readonly number[],
    elementType: ElementType = 'float32',
  ): Value {
    const candidate = { operation, operands, shape, elementType };
    for (const { rewrite } of rulesByKind.get(operation.kind) ?? []) {
      const simpler = rewrite(candidate, this);
      if (simpler !== undefined) return simpler;
    }
    return super.make(operation, operands, shape, elementType);
  }
}

const maximumPasses = 20;

/**
 * Rewrites the graph by local rules until nothing changes: neutral operations, double transposes and reshapes,
 * folded constants, transposes moved past elementwise operations until they cancel, and gradients of slices joined
 * into one concatenation. Dead and repeated computations go too. The result computes the same to float32 rounding.
 */
export function simplify(graph: Graph): Graph {
  let current = graph;
  let text = printGraph(graph);
  for (let pass = 0; pass < maximumPasses; pass++) {
    current = rebuild(current);
    const next = printGraph(current);
    if (next === text) break;
    text = next;
  }
  return current;
}

function rebuild(graph: Graph): Graph {
  const builder = new SimplifyingBuilder();
  const rebuilt = new Map<Value, Value>();
  const lookUp = (value: Value): Value => {
    const result = rebuilt.get(value);
    if (result === undefined) throw new Error('operands come before their users');
    return result;
  };
  for (const value of topologicalOrder(Object.values(graph.outputs))) {
    const { operation, operands, shape, elementType } = value;
    rebuilt.set(value, builder.make(operation, operands.map(lookUp), shape, elementType));
  }
  const outputs = Object.fromEntries(
    Object.entries(graph.outputs).map(([name, value]) => [name, lookUp(value)]),
  );
  const inputs = topologicalOrder(Object.values(outputs)).filter(
    ({ operation }) => operation.kind === 'input',
  );
  return { name: graph.name, inputs, outputs };
}
