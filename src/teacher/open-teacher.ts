import type { Engine } from '../engine/engine.js';
import type { LogitSource } from './logit-source.js';
import { Teacher } from './teacher.js';

/** A teacher that holds an engine's memory until it is disposed of. */
export interface OpenTeacher extends LogitSource {
  /** Frees what the teacher holds. */
  dispose(): Promise<void>;
}

/**
 * Opens a teacher that is there already: the one doorway for all kinds of them; nobody else asks which kind it is.
 *
 * @param spec folder of a TensorFlow.js layers model
 * @throws {InvalidInputError} naming the file, when it is missing or no such teacher.
 */
export function openTeacher(spec: string, engine: Engine): Promise<OpenTeacher> {
  return Teacher.load(spec, engine);
}
