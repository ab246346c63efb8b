import type { TreeDocument } from '../../file/tree-document.js';
import { uncalibrated } from '../../tree/calibration.js';
import { leafClasses, leafDistributions } from '../../tree/leaf-distributions.js';
import type { SoftDecisionTree } from '../../tree/soft-decision-tree.js';
import { branchesOf } from '../branches.js';
import { cRuntime, floatText } from '../c-runtime.js';
import type { Exported, ExportOptions } from '../exported.js';
import {
  featureLimit32,
  inputColumns,
  isNumberInput,
  isOfImages,
  isWordInput,
  missingMarkers,
  type InputColumn,
  type NumberInput,
} from '../../file/input-columns.js';
import { quantizedFilters } from '../quantized-filters.js';
import { commentText, cText, wrappedList } from '../source-text.js';
import { treeTitle } from '../tree-title.js';

/** One file of C99 that allocates nothing. */
export function writeC(document: TreeDocument, { int8 = false }: ExportOptions): Exported {
  const { tree, classNames } = document;
  const { innerNodeCount, leafCount, featureCount, calibration } = tree;
  const columns = inputColumns(document);
  const isImage = isOfImages(document);
  const content = `/*
 * ${commentText(treeTitle(document))}; written by sdt export.
 *
 * C99, no allocation, ${int8 ? 'filters of 8 bits' : 'float32'}; link with -lm. Include this file in the one that asks it, or compile it and declare:
 *
 *   int sdt_predict(const sdt_row *row);                            class of the leaf of greatest path probability
 *   int sdt_max_path(const sdt_row *row, float *path_probability);  that leaf, and sdt_leaf_classes[leaf], sdt_leaf_distributions[leaf]
 *   int sdt_mixture(const sdt_row *row, float *distribution);       class of the mixture of all leaves, SDT_CLASSES numbers
 *
 * Classes are numbers; sdt_class_names[class] is the name of one.
${rowComment(document, columns)}
 */
#include <math.h>
#include <string.h>

#ifndef SDT_API
#define SDT_API /* static, where several trees are included */
#endif

#define SDT_CLASSES ${classNames.length}
#define SDT_FEATURES ${featureCount}
#define SDT_GATES ${innerNodeCount}
#define SDT_LEAVES ${leafCount}
#define SDT_DEPTH ${tree.depth}

${isImage ? imageInput(columns.filter(isNumberInput)) : tableInput(columns, missingMarkers(document))}

SDT_API const char *const sdt_class_names[SDT_CLASSES] = {
${wrappedList(classNames.map(cText), '  ')}
};

${parameters(tree, int8)}
${cRuntime(calibration.mixture, int8, tree.routing)}`;
  const notes = int8
    ? ['filters are rounded to 8 bits; docs/take-the-tree-anywhere.md says what that costs the tree of MNIST']
    : [];
  return { content, notes };
}

function rowComment(document: TreeDocument, columns: readonly InputColumn[]): string {
  if (isOfImages(document)) {
    return ` * A row is an image, ${document.inputShape.join(' x ')}, its pixels as the file has them; -DSDT_PIXEL=uint8_t (stdint.h) says another type than float.`;
  }
  const lines = (kind: string, some: readonly InputColumn[]) =>
    some.map(
      ({ name, kind: type }, index) =>
        ` *   row.${kind}[${index}]: ${commentText(name)}${type === 'truth value' ? ' (1 for yes, 0 for no)' : ''}`,
    );
  return [
    ' * A row, NAN or NULL where a value is missing:',
    ...lines('numbers', columns.filter(isNumberInput)),
    ...lines('words', columns.filter(isWordInput)),
  ].join('\n');
}

/** Rows of numbers alone, the same type for all. */
function imageInput(columns: readonly NumberInput[]): string {
  const perPixel = (name: 'offset' | 'scale') => {
    const values = columns.map((column) => floatText(column[name]));
    return values.every((value) => value === values[0])
      ? `#define sdt_${name}(pixel) ${values[0] ?? '0.0f'}`
      : `static const float sdt_${name}s[SDT_FEATURES] = {\n${wrappedList(values, '  ')}\n};\n#define sdt_${name}(pixel) sdt_${name}s[pixel]`;
  };
  return `#ifndef SDT_PIXEL
#define SDT_PIXEL float
#endif
typedef SDT_PIXEL sdt_row;
${perPixel('offset')}
${perPixel('scale')}

/* The features of a row that are not 0, and which they are. */
static int sdt_features(const sdt_row *row, int *places, float *values) {
  int count = 0;
  int pixel;
  for (pixel = 0; pixel < SDT_FEATURES; pixel++) {
    const float value = ((float)row[pixel] - sdt_offset(pixel)) * sdt_scale(pixel);
    if (value != 0.0f && value == value) {
      places[count] = pixel;
      values[count++] = value;
    }
  }
  return count;
}`;
}

function tableInput(columns: readonly InputColumn[], markers: readonly string[]): string {
  const numbers = columns.filter(isNumberInput);
  const words = columns.filter(isWordInput);
  const members = [
    ...(numbers.length > 0 ? [`  double numbers[${numbers.length}];`] : []),
    ...(words.length > 0 ? [`  const char *words[${words.length}];`] : []),
  ];
  const ofNumbers = numbers.map(
    ({ offset, scale, feature, indicator }) => `{${offset}, ${scale}, ${feature}, ${Number(indicator)}}`,
  );
  let first = 0;
  const ofWords = words.map(({ categories, feature, indicator }) => {
    const text = `{${first}, ${categories.length}, ${feature}, ${Number(indicator)}}`;
    first += categories.length;
    return text;
  });
  const tables = [
    ...(numbers.length > 0
      ? [
          `static const struct { double offset, scale; int feature, indicator; } sdt_numbers[${numbers.length}] = {\n${wrappedList(ofNumbers, '  ')}\n};`,
        ]
      : []),
    ...(words.length > 0
      ? [
          `static const struct { int first, count, feature, indicator; } sdt_words[${words.length}] = {\n${wrappedList(ofWords, '  ')}\n};`,
          `static const char *const sdt_word_texts[] = {\n${wrappedList(
            words.flatMap(({ categories }) => categories).map(cText),
            '  ',
          )}\n};`,
          `static const char *const sdt_missing[] = {${markers.map(cText).join(', ')}};`,
        ]
      : []),
  ];
  return `typedef struct {
${members.join('\n')}
} sdt_row;
${tables.join('\n')}

/* The features of a row that are not 0, and which they are. */
static int sdt_features(const sdt_row *row, int *places, float *values) {
  int count = 0;
  int column;
${numbers.length > 0 ? numberFeatures(numbers.length) : ''}${words.length > 0 ? wordFeatures(words.length, markers.length) : ''}  return count;
}`;
}

const numberFeatures = (count: number): string => `  for (column = 0; column < ${count}; column++) {
    const double raw = row->numbers[column];
    const double value = (raw - sdt_numbers[column].offset) * sdt_numbers[column].scale;
    const double limit = ${featureLimit32};
    if (raw != raw) {
      if (sdt_numbers[column].indicator) {
        places[count] = sdt_numbers[column].feature + 1;
        values[count++] = 1.0f;
      }
    } else if (value != 0.0 && value == value) {
      places[count] = sdt_numbers[column].feature;
      values[count++] = (float)(value > limit ? limit : value < -limit ? -limit : value);
    }
  }
`;

const wordFeatures = (
  count: number,
  markers: number,
): string => `  for (column = 0; column < ${count}; column++) {
    const char *const text = row->words[column];
    const int words = sdt_words[column].count;
    int word = 0;
    int marker;
    int is_missing = text == NULL;
    for (marker = 0; !is_missing && marker < ${markers}; marker++) is_missing = strcmp(text, sdt_missing[marker]) == 0;
    if (is_missing) {
      word = words + 1;
      if (!sdt_words[column].indicator) continue;
    } else {
      while (word < words && strcmp(text, sdt_word_texts[sdt_words[column].first + word]) != 0) word++;
    }
    places[count] = sdt_words[column].feature + word;
    values[count++] = 1.0f;
  }
`;

function parameters(tree: SoftDecisionTree, int8: boolean): string {
  const { lefts, rights } = branchesOf(tree);
  const { filters, biases, betas } = tree.parameters;
  const distributions = floatTexts(leafDistributions(tree));
  const plain = floatTexts(leafDistributions(tree, uncalibrated));
  const isPlain = plain.join() === distributions.join();
  // An array of nothing is none of C.
  const array = (declaration: string, items: readonly string[]) =>
    `${declaration} = {\n${wrappedList(items.length > 0 ? items : ['0'], '  ')}\n};\n`;
  const sizeOf = (count: number) => Math.max(1, count);
  const integers = (values: ArrayLike<number>) => Array.from(values, String);
  const gates = sizeOf(tree.innerNodeCount);
  const weights = int8 ? quantizedFilters(tree) : undefined;
  return [
    '/* Where the branches of each gate lead: the number of a gate, or -1 less the number of a leaf. */',
    array(`static const int sdt_lefts[${gates}]`, integers(lefts)),
    array(`static const int sdt_rights[${gates}]`, integers(rights)),
    array(
      `static const ${int8 ? 'signed char' : 'float'} sdt_filters[${sizeOf(filters.length)}]`,
      weights === undefined ? floatTexts(filters) : integers(weights.filters),
    ),
    ...(weights === undefined
      ? []
      : [array(`static const float sdt_scales[${gates}]`, floatTexts(weights.scales))]),
    array(`static const float sdt_biases[${gates}]`, floatTexts(biases)),
    array(`static const float sdt_betas[${gates}]`, floatTexts(betas)),
    array('SDT_API const int sdt_leaf_classes[SDT_LEAVES]', integers(leafClasses(tree))),
    array(
      'SDT_API const float sdt_leaf_distributions[SDT_LEAVES][SDT_CLASSES]',
      rowTexts(distributions, tree),
    ),
    isPlain
      ? '#define sdt_plain_leaves sdt_leaf_distributions\n'
      : array('static const float sdt_plain_leaves[SDT_LEAVES][SDT_CLASSES]', rowTexts(plain, tree)),
  ].join('\n');
}

function rowTexts(values: readonly string[], { leafCount, classCount }: SoftDecisionTree): string[] {
  return Array.from(
    { length: leafCount },
    (_, leaf) => `{${values.slice(leaf * classCount, (leaf + 1) * classCount).join(', ')}}`,
  );
}

function floatTexts(values: Float32Array | Float64Array): string[] {
  return Array.from(values, floatText);
}
