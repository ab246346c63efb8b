/** The words of the page, each in a sentence. */
const words = [
  [
    'Node',
    'A place of the tree. Nodes are numbered from the root, 0, level by level; gates and leaves alike.',
  ],
  [
    'Gate',
    'An inner node: it weighs the input, and sends it right with a probability and left with the rest.',
  ],
  ['Leaf', 'A node at the end: it answers with a fixed distribution over the classes.'],
  ['Path probability', 'The product of the probabilities of the sides taken on the way to a node.'],
  [
    'Max path',
    'The path of greatest probability. Its leaf answers; the answer can be followed gate by gate.',
  ],
  ['Mixture', 'All leaves answer together, each weighted by its path probability.'],
  [
    'Fidelity',
    'The share of the test rows on which the tree, by its max path, answers what the teacher answers.',
  ],
  ['Log-odds', 'What a gate adds up: 0 is even, +1 is 73 % for right, +3 is 95 %; minus stands for left.'],
  [
    'Usual',
    'Of a number of a table, what the middle 90 % of the training rows hold; of a word, how many of them have it.',
  ],
  [
    'Its lean for an average row',
    'The log-odds of a gate for a row that has the mean of the training rows in every column: where a gate leans before it looks at the values. What each value adds to it is told beside the mean.',
  ],
  [
    'Unsure, nearly even',
    'A gate is unsure when it gives the side of the path less than 80 %, and nearly even when it gives it less than 60 %.',
  ],
  ['Traffic', 'The share of the test rows that arrives at a node, each counted by its path probability.'],
  [
    'Soft targets',
    'The probabilities that the teacher gives to all classes; the distilled tree is fitted to them, the baseline tree to the labels.',
  ],
] as const;

export function Glossary() {
  return (
    <section id="words" aria-labelledby="words-title">
      <h2 id="words-title">Words</h2>
      <dl class="glossary">
        {words.map(([word, meaning]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
