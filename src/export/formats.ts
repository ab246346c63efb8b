import { UsageError } from '../errors.js';

/** What a file of a format answers when it is run. */
export type ExportAnswer = 'max path' | 'mixture' | 'hard path';

/** A format that trees can be written in. */
export interface ExportFormat {
  /** Endings of its files, the usual one first. */
  readonly endings: readonly string[];
  /** One line. */
  readonly description: string;
  /** What its file answers when it is run; nothing where it is for reading. */
  readonly answers: readonly ExportAnswer[];
  /** Which options it takes. */
  readonly options: readonly ('int8' | 'table' | 'depth')[];
  /** Whether it is text, which fits a terminal, in one file. */
  readonly isText: boolean;
}

const both = ['max path', 'mixture'] as const;

/** All formats by their names. */
export const exportFormats = {
  onnx: {
    endings: ['.onnx'],
    description: 'model for onnxruntime and others, raw rows in, both answers out',
    answers: both,
    options: [],
    isText: false,
  },
  tfjs: {
    endings: ['.json'],
    description: 'graph model for TensorFlow.js, with its weights in a file beside it',
    answers: both,
    options: [],
    isText: false,
  },
  js: {
    endings: ['.js', '.mjs'],
    description: 'ES module without dependencies for browsers and Node, with a file of types beside it',
    answers: both,
    options: [],
    isText: true,
  },
  c: {
    endings: ['.c'],
    description: 'one C99 file that allocates nothing, for small devices',
    answers: both,
    options: ['int8'],
    isText: true,
  },
  sql: {
    endings: ['.sql'],
    description: 'a SELECT that scores a table: max path, or the hard path of larger trees',
    answers: ['max path', 'hard path'],
    options: ['table'],
    isText: true,
  },
  python: {
    endings: ['.py'],
    description: 'one file that needs numpy alone, with predict and predict_proba as in scikit-learn',
    answers: both,
    options: [],
    isText: true,
  },
  rules: {
    endings: ['.txt'],
    description: "text: the strongest features of each gate in the user's units, and what each leaf answers",
    answers: [],
    options: ['depth'],
    isText: true,
  },
  dot: {
    endings: ['.dot', '.gv'],
    description: 'drawing for Graphviz',
    answers: [],
    options: ['depth'],
    isText: true,
  },
  mermaid: {
    endings: ['.mmd', '.mermaid'],
    description: 'drawing for GitHub and other readers of Mermaid',
    answers: [],
    options: ['depth'],
    isText: true,
  },
  json: {
    endings: ['.json'],
    description: 'the tree file itself, checked and of the newest version',
    answers: [],
    options: [],
    isText: true,
  },
} as const satisfies Readonly<Record<string, ExportFormat>>;

/** Name of a format that trees can be written in. */
export type ExportFormatName = keyof typeof exportFormats;

/** The names of all formats. */
export const exportFormatNames = Object.keys(exportFormats) as ExportFormatName[];

/**
 * The format that the ending of a file's name says.
 *
 * @throws {UsageError} listing the choices, when no format has it or several do
 */
export function formatOfFile(file: string): ExportFormatName {
  const name = file.toLowerCase();
  const found = exportFormatNames.filter((format) =>
    exportFormats[format].endings.some((ending) => name.endsWith(ending)),
  );
  const [only, ...others] = found;
  if (only === undefined) {
    const endings = exportFormatNames.map(
      (format) => `${format} (${exportFormats[format].endings.join(', ')})`,
    );
    throw new UsageError(
      `no format has the ending of ${JSON.stringify(file)}; name one with --format: ${endings.join(', ')}`,
    );
  }
  if (others.length > 0) {
    throw new UsageError(
      `${JSON.stringify(file)} may be of several formats; say which with --format: ${found.join(' or ')}`,
    );
  }
  return only;
}
