import type { Routing } from '../tree/branch-probability.js';

/** The shortest text that float32 reads back. */
export function floatText(value: number): string {
  const rounded = Math.fround(value);
  const digits = [7, 8].find((count) => Math.fround(Number(rounded.toPrecision(count))) === rounded) ?? 9;
  const text = String(Number(rounded.toPrecision(digits)));
  return `${/[.e]/.test(text) ? text : `${text}.0`}f`;
}

/** Probabilities of the branches of a gate. */
const branches: Readonly<Record<Routing, string>> = {
  soft: `static float sdt_right(float z) {
  const float small = expf(-fabsf(z));
  return (z < 0.0f ? small : 1.0f) / (1.0f + small);
}

static float sdt_left(float z) { return sdt_right(-z); }`,
  hard: `/* All for one branch. */
static float sdt_right(float z) { return z > 0.0f ? 1.0f : 0.0f; }

static float sdt_left(float z) { return 1.0f - sdt_right(z); }`,
};

/** The code of a C file behind its tables: gates, and both answers. */
export function cRuntime(mixturePower: number, int8: boolean, routing: Routing): string {
  const power = `
  {
    float most = 0.0f;
    float sum = 0.0f;
    for (index = 0; index < SDT_CLASSES; index++) most = distribution[index] > most ? distribution[index] : most;
    for (index = 0; index < SDT_CLASSES; index++) {
      distribution[index] = powf(distribution[index] / most, ${floatText(mixturePower)});
      sum += distribution[index];
    }
    for (index = 0; index < SDT_CLASSES; index++) distribution[index] /= sum;
  }`;
  return `/* beta (x.w + b): what a gate has for or against the right branch. */
static float sdt_gate(int gate, int count, const int *places, const float *values) {
  const ${int8 ? 'signed char' : 'float'} *const filter = sdt_filters + (long)gate * SDT_FEATURES;
  float a = 0.0f, b = 0.0f, c = 0.0f, d = 0.0f;
  int index = 0;
  for (; index + 3 < count; index += 4) {
    a += values[index] * (float)filter[places[index]];
    b += values[index + 1] * (float)filter[places[index + 1]];
    c += values[index + 2] * (float)filter[places[index + 2]];
    d += values[index + 3] * (float)filter[places[index + 3]];
  }
  for (; index < count; index++) a += values[index] * (float)filter[places[index]];
  return sdt_betas[gate] * ((a + b + (c + d))${int8 ? ' * sdt_scales[gate]' : ''} + sdt_biases[gate]);
}

${branches[routing]}

/* Branches still open wait on a stack, the likelier one on top; none is followed that is less likely than the best leaf so far. */
SDT_API int sdt_max_path(const sdt_row *row, float *path_probability) {
  int places[SDT_FEATURES];
  float values[SDT_FEATURES];
  const int count = sdt_features(row, places, values);
  int open_places[SDT_DEPTH + 1];
  float open_probabilities[SDT_DEPTH + 1];
  int open = 1;
  int best = 0;
  float most = -1.0f;
  open_places[0] = SDT_GATES == 0 ? -1 : 0;
  open_probabilities[0] = 1.0f;
  while (open > 0) {
    const int place = open_places[--open];
    const float probability = open_probabilities[open];
    if (probability < most) continue;
    if (place < 0) {
      if (probability > most || -1 - place < best) best = -1 - place;
      most = probability;
    } else {
      const float z = sdt_gate(place, count, places, values);
      const int right_on_top = z > 0.0f;
      const float right = sdt_right(z);
      const float left = sdt_left(z);
      open_places[open] = right_on_top ? sdt_lefts[place] : sdt_rights[place];
      open_probabilities[open++] = probability * (right_on_top ? left : right);
      open_places[open] = right_on_top ? sdt_rights[place] : sdt_lefts[place];
      open_probabilities[open++] = probability * (right_on_top ? right : left);
    }
  }
  if (path_probability != NULL) *path_probability = most;
  return best;
}

SDT_API int sdt_predict(const sdt_row *row) { return sdt_leaf_classes[sdt_max_path(row, NULL)]; }

static void sdt_arrive(int place, float probability, float *arriving, float *distribution) {
  int index;
  if (place >= 0) arriving[place] = probability;
  else
    for (index = 0; index < SDT_CLASSES; index++) distribution[index] += probability * sdt_plain_leaves[-1 - place][index];
}

SDT_API int sdt_mixture(const sdt_row *row, float *distribution) {
  int places[SDT_FEATURES];
  float values[SDT_FEATURES];
  const int count = sdt_features(row, places, values);
  float arriving[SDT_GATES + 1];
  int gate;
  int index;
  int best = 0;
  for (index = 0; index < SDT_CLASSES; index++) distribution[index] = 0.0f;
  sdt_arrive(SDT_GATES == 0 ? -1 : 0, 1.0f, arriving, distribution);
  for (gate = 0; gate < SDT_GATES; gate++) {
    const float z = sdt_gate(gate, count, places, values);
    sdt_arrive(sdt_lefts[gate], arriving[gate] * sdt_left(z), arriving, distribution);
    sdt_arrive(sdt_rights[gate], arriving[gate] * sdt_right(z), arriving, distribution);
  }
  for (index = 1; index < SDT_CLASSES; index++) best = distribution[index] > distribution[best] ? index : best;${mixturePower === 1 ? '' : power}
  return best;
}
`;
}
