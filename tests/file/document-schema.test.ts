import { describe, expect, test } from '@jest/globals';
import { Type } from 'typebox';
import { InvalidInputError } from '../../src/errors.js';
import { checkedDocument, parseJson, shownValue, type DocumentOf } from '../../src/file/document-schema.js';

const schema = Type.Object(
  {
    name: Type.String(),
    share: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    parts: Type.Array(Type.Object({ kind: Type.Enum(['hard', 'soft']) })),
  },
  { additionalProperties: false },
);
const valid: DocumentOf<typeof schema> = { name: 'a', share: undefined, parts: [{ kind: 'soft' }] };

test('a document that follows the schema comes back itself', () => {
  expect(checkedDocument(schema, valid, () => 'refused')).toBe(valid);
});

describe('the first fault is told', () => {
  test.each<[string, unknown, string]>([
    ['another type', [], ' | must be object | the file must be object, found []'],
    ['a missing entry', { parts: [] }, " | must have required property 'name'"],
    ['an unknown entry', { ...valid, 'x/y': 1 }, 'the file has an unknown entry "x/y"'],
    ['a value out of range', { ...valid, share: 2 }, '/share | must be <= 1 | share must be <= 1, found 2'],
    [
      'a value in a list',
      { ...valid, parts: [{ kind: 'soft' }, { kind: 'none' }] },
      '/parts/1/kind | must be equal to one of the allowed values | parts.1.kind must be hard or soft, found "none"',
    ],
  ])('%s', (_, value, message) => {
    const check = () =>
      checkedDocument(schema, value, ({ pointer, rule, sentence }) => `${pointer} | ${rule} | ${sentence}`);
    expect(check).toThrow(InvalidInputError);
    expect(check).toThrow(message);
  });
});

test('text that is not JSON is refused in the words of the caller', () => {
  expect(parseJson('{"a":[1]}', 'refused')).toEqual({ a: [1] });
  expect(() => parseJson('{', 'f.json: must be JSON')).toThrow(new InvalidInputError('f.json: must be JSON'));
});

test('a shown value is short', () => {
  expect(shownValue(undefined, 'none')).toBe('none');
  expect(shownValue('x'.repeat(58), '')).toHaveLength(60);
  expect(shownValue('x'.repeat(59), '')).toBe(`"${'x'.repeat(56)}...`);
});
