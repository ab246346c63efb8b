import { readFileSync } from 'node:fs';

/** By address of the file. */
const compiled = new Map<string, WebAssembly.Module>();

/**
 * The exports of a module that `npm run build:kernels` has compiled, working on `memory`. Each file is compiled once.
 *
 * @throws {Error} when the file has not been built
 */
export function instantiateWasm(location: URL, memory: WebAssembly.Memory): WebAssembly.Exports {
  const module = compiled.get(location.href) ?? new WebAssembly.Module(readModule(location));
  compiled.set(location.href, module);
  return new WebAssembly.Instance(module, { env: { memory } }).exports;
}

function readModule(location: URL): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(readFileSync(location));
  } catch (cause) {
    throw new Error(`Cannot read ${location.pathname}: build it with "npm run build"`, { cause });
  }
}
