import { sizeOf, type Graph } from '../../src/compile/ir.js';
import { createSession } from '../../src/engine/onnxruntime-session.js';
import { loadOnnxruntime } from '../../src/engine/onnxruntime.js';
import { runSession } from '../../src/engine/run-session.js';

export type Arrays = Readonly<Record<string, Float32Array>>;

/**
 * A lowered graph on one thread, run as the engine runs it.
 *
 * @param values of the graph's inputs, by name
 * @param given arrays for some outputs; default: new ones
 */
export async function openGraph(graph: Graph, model: Uint8Array, values: Arrays, given: Arrays = {}) {
  const { Tensor } = await loadOnnxruntime();
  const session = await createSession(model, { threads: 1 });
  const outputs: Record<string, Float32Array> = {};
  const feeds = graph.inputs.flatMap(({ operation, shape }) =>
    operation.kind === 'input'
      ? [
          [
            operation.name,
            new Tensor('float32', values[operation.name] ?? new Float32Array(), shape),
          ] as const,
        ]
      : [],
  );
  const fetches = Object.entries(graph.outputs).map(([name, { shape }]) => {
    const array = given[name] ?? new Float32Array(sizeOf(shape));
    outputs[name] = array;
    return [name, new Tensor('float32', array, shape)] as const;
  });
  const [fed, fetched] = [Object.fromEntries(feeds), Object.fromEntries(fetches)];
  return {
    outputs: outputs as Arrays,
    run: () => runSession(session, fed, fetched),
    release: () => session.release(),
  };
}
