import { expect, test } from '@jest/globals';
import { loadOptionsFor } from '../../src/file/data-fit.js';
import { smallDocument } from '../cli/small-tree.js';

test('data for a tree have its classes and columns', () => {
  const document = smallDocument();
  const table = { missing: ['-'] };
  expect(loadOptionsFor(document, { table })).toMatchObject({
    classNames: document.classNames,
    columns: document.table,
    inputShape: document.inputShape,
    table,
  });
});

test('images for a tree are read as its training images were, unless they are said to be inverted', () => {
  const image = {
    black: 0,
    white: 255,
    inverted: true,
    resized: true,
    background: 0.25,
    borderContrast: 0.1,
  };
  const document = { ...smallDocument(), inputShape: [1, 2, 1], table: undefined, image };
  expect(loadOptionsFor(document).image).toMatchObject({
    invert: true,
    imageSize: [1, 2],
    gray: true,
    background: 0.25,
  });
  expect(loadOptionsFor(document, { image: { invert: true } }).image).toMatchObject({ invert: false });
});
