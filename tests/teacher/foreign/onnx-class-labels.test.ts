import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import protobuf from 'protobufjs';
import { onnxClassLabels } from '../../../src/teacher/foreign/onnx-class-labels.js';

const cases = new URL('../../cases/onnx/', import.meta.url);

/** A model of one node, with numbers before its class labels and after them. */
function modelWith(labels: (attribute: protobuf.Writer) => void): Uint8Array {
  const name = (writer: protobuf.Writer, value: string) => writer.uint32((1 << 3) | 2).string(value);
  const part = (writer: protobuf.Writer, field: number, fill: (inner: protobuf.Writer) => void) => {
    const inner = protobuf.Writer.create();
    fill(inner);
    writer.uint32((field << 3) | 2).bytes(inner.finish());
  };
  const model = protobuf.Writer.create();
  part(model, 7, (graph) =>
    part(graph, 1, (node) => {
      part(node, 5, (attribute) =>
        name(attribute, 'nodes_treeids')
          .uint32(8 << 3)
          .int64(7)
          .uint32(8 << 3)
          .int64(9),
      );
      part(node, 5, (attribute) => {
        name(attribute, 'classlabels_int64s');
        labels(attribute);
        attribute.uint32(20 << 3).int32(7);
      });
    }),
  );
  return model.finish();
}

describe('onnxClassLabels', () => {
  test.each(['forest', 'forest-maps'])('%s names its classes', async (name) => {
    const model = await readFile(new URL(`${name}.onnx`, cases));
    expect(onnxClassLabels(model)).toEqual(['setosa', 'versicolor', 'virginica']);
  });

  test('a network names none', async () => {
    expect(onnxClassLabels(await readFile(new URL('logits.onnx', cases)))).toBeUndefined();
  });

  test('numbers, each for itself or packed', () => {
    const alone = modelWith((attribute) => {
      for (const label of [3, -1, 300]) attribute.uint32(8 << 3).int64(label);
    });
    expect(onnxClassLabels(alone)).toEqual(['3', '-1', '300']);
    const packed = modelWith((attribute) =>
      attribute
        .uint32((8 << 3) | 2)
        .fork()
        .int64(3)
        .int64(-1)
        .int64(300)
        .ldelim(),
    );
    expect(onnxClassLabels(packed)).toEqual(['3', '-1', '300']);
  });
});
