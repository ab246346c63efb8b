import { describe, expect, it } from '@jest/globals';
import { explainTable } from '../../src/explain/explain-table.js';
import { pushLines, turnsText } from '../../src/render/gate-sentences.js';
import { randomTable } from '../explain/random-table.js';

const { tree, columns, features } = randomTable(4, 3);
const decision = explainTable(tree, columns, { features: features[0] ?? new Float32Array() });
const [gate] = decision.gates;
if (gate === undefined) throw new Error('a path of some gates');
const name = (index: number) => `"${'abc'[index] ?? ''}"`;

describe('turnsText', () => {
  const turn = (column: number, value: number) => ({ column, from: 28, value, spreads: 1, answer: 1 });
  const withTurns = (count: number) => ({
    ...gate,
    turns: Array.from({ length: count }, (_, index) => turn(0, 50 + index)),
  });

  it('names the nearest values, how many others there are, and where these are found', () => {
    expect(turnsText(withTurns(5), decision, 1, name)).toEqual([
      'Turned by age 50 years or more, age 51 years or more or one of 3 others (--format json has them)',
    ]);
    expect(turnsText(withTurns(5), decision, 1, name, { most: 4, elsewhere: 'see there' })).toEqual([
      'Turned by age 50 years or more, age 51 years or more, age 52 years or more, age 53 years or more or age 54 years or more',
    ]);
  });

  it('tells a single one that is left, too, and says where there is none', () => {
    expect(turnsText(withTurns(3), decision, 1, name)).toEqual([
      'Turned by age 50 years or more, age 51 years or more or age 52 years or more',
    ]);
    expect(turnsText(withTurns(1), decision, 2, name)).toEqual([
      'Turned by age 50 years or more (then it is "b")',
    ]);
    expect(turnsText(withTurns(0), decision, 1, name)).toEqual([
      'No single value within those of the training rows turns it',
    ]);
  });
});

describe('pushLines', () => {
  it('has name and value apart and together', () => {
    expect(pushLines(gate, decision, 3)[0]).toMatchObject({
      name: 'age',
      value: '28 years',
      text: 'age 28 years',
      usual: 'usual 27 to 67',
    });
  });
});
