import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { PathLeads } from '../../src/explain/path-leads.js';
import { SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';
import { anyTopology } from '../tree/any-topology.js';
import { randomTree, seededNormal } from '../tree/random-tree.js';

/** A tree of any form with the log-odds of its gates; some of them great, so that paths of no probability are among them. */
const anyGates = fc
  .record({ topology: anyTopology, seed: fc.nat(1_000_000), size: fc.constantFrom(0, 0.5, 3, 40, 1e4) })
  .map(({ topology, seed, size }) => {
    const random = seededNormal(seed);
    const tree = randomTree({ topology, featureCount: 2, classCount: 4 }, seed);
    return {
      tree,
      logOdds: Float64Array.from({ length: tree.innerNodeCount }, () => size * random.normal()),
    };
  });

/** Logarithm of the path probability of each leaf, by all gates. */
function pathsOf({ topology }: SoftDecisionTree, logOdds: Float64Array): number[] {
  return Array.from({ length: topology.leafCount }, (_, leaf) => {
    let path = 0;
    for (const { node, side } of topology.pathTo(topology.nodeOfLeaf(leaf))) {
      const z = (side === 'right' ? -1 : 1) * (logOdds[topology.gateOf(node)] ?? 0);
      path -= Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
    }
    return path;
  });
}

function firstGreatest(paths: readonly number[], isOfThem: (leaf: number) => boolean): number {
  let best = -1;
  for (const [leaf, path] of paths.entries())
    if (isOfThem(leaf) && (best < 0 || path > (paths[best] ?? 0))) best = leaf;
  return best;
}

test('a lead is that of the likeliest paths among all leaves, to the bit, and its leaves are theirs', () => {
  fc.assert(
    fc.property(anyGates, ({ tree, logOdds }) => {
      const leads = new PathLeads(tree, { preActivation: (gate) => logOdds[gate] ?? 0 });
      const paths = pathsOf(tree, logOdds);
      for (let wanted = 0; wanted < tree.classCount; wanted++) {
        const own = firstGreatest(paths, (leaf) => leads.classes[leaf] === wanted);
        const others = firstGreatest(paths, (leaf) => leads.classes[leaf] !== wanted);
        expect(leads.lead(wanted)).toBe((paths[own] ?? -Infinity) - (paths[others] ?? -Infinity));
        expect(leads.leaders(wanted)).toEqual([
          [Math.max(0, own), 1],
          [Math.max(0, others), -1],
        ]);
      }
    }),
    { numRuns: 200 },
  );
});

test('the answer is the class that leads; a hard tree answers by the sides of its gates', () => {
  fc.assert(
    fc.property(anyGates, ({ tree, logOdds }) => {
      const gates = { preActivation: (gate: number) => logOdds[gate] ?? 0 };
      const soft = new PathLeads(tree, gates);
      if (soft.lead(soft.answer()) < 0) expect(soft.lead(soft.answer())).toBeGreaterThan(-1e-9);
      const hard = new SoftDecisionTree(tree.shape, tree.parameters, tree.calibration, 'hard');
      const { topology } = hard;
      let node = 0;
      while (!topology.isLeaf(node))
        node = gates.preActivation(topology.gateOf(node)) > 0 ? topology.right(node) : topology.left(node);
      const paths = new PathLeads(hard, gates);
      expect(paths.answer()).toBe(paths.classes[topology.leafOf(node)]);
    }),
    { numRuns: 200 },
  );
});
