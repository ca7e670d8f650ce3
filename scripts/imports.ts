/** The rules for imports between source files: which way they may point, who may use TensorFlow.js, and no cycles when they load. */
import { posix } from "node:path";
import ts from "typescript";

/**
 * The parts, from the top down. A file may import from its own part and from parts further down, types included.
 * Files in no part (tests, scripts, benchmarks) may import anything; no part may import them.
 */
const PARTS: readonly (readonly string[])[] = [
  ["demo/"],
  ["src/cli/"],
  ["src/convert/"],
  ["src/index.ts", "src/core.ts"],
  ["src/hook/"],
  ["src/tune/"],
  ["src/runtime/"],
  ["src/plan/"],
  ["patterns/"],
  ["kernels/"],
  ["src/rewrite/"],
  ["src/layers/"],
  ["src/graph/"],
  ["src/codegen/"],
  ["src/expr/"],
  ["src/util/"],
];

/** The only places in the parts that know TensorFlow.js; everything else works on our own graph. */
const KNOW_TENSORFLOW = [
  /^demo\//,
  /^src\/cli\//,
  /^src\/(index|core)\.ts$/,
  /^src\/hook\//,
  /^src\/runtime\//,
  /^src\/graph\/[^/]*-tfjs[^/]*\.ts$/,
];

/** Optional peers: an app that lacks one must still load, so only the command line tool and the demo import their code. */
const OPTIONAL_PEER = /^@tensorflow\/tfjs-backend-/;
const MAY_LOAD_OPTIONAL = /^(demo|src\/cli)\//;

interface Import {
  specifier: string;
  line: number;
  /** A static import of values, as opposed to `import type` and `import()`. */
  loads: boolean;
}

/** Source texts by path, relative to the repository and with forward slashes. */
export type Sources = ReadonlyMap<string, string>;

/** Checks all files and returns what is wrong, one message each, with the place first. */
export function checkImports(sources: Sources): string[] {
  const problems: string[] = [];
  const graph = new Map<string, string[]>();
  for (const [file, text] of sources) {
    const targets: string[] = [];
    if (file.startsWith("src/") && partOf(file) === undefined) {
      problems.push(`${file}: belongs to no part; add its folder to PARTS in scripts/imports.ts`);
    }
    for (const entry of importsOf(file, text)) {
      const target = entry.specifier.startsWith(".") ? resolve(file, entry.specifier, sources) : undefined;
      const problem = target === undefined ? packageProblem(file, entry) : directionProblem(file, target);
      if (problem) problems.push(`${file}:${entry.line}: ${problem}`);
      if (target !== undefined && entry.loads) targets.push(target);
    }
    graph.set(file, targets);
  }
  return [...problems, ...findCycles(graph).map((cycle) => `import cycle: ${cycle.join(" → ")}`)];
}

/** The index of a file's part, or `undefined` when it is in none. Smaller is higher up. */
function partOf(file: string): number | undefined {
  const index = PARTS.findIndex((part) =>
    part.some((path) => (path.endsWith("/") ? file.startsWith(path) : file === path)),
  );
  return index < 0 ? undefined : index;
}

function directionProblem(file: string, target: string): string | undefined {
  const from = partOf(file);
  const to = partOf(target);
  if (from === undefined) return undefined;
  if (to === undefined) return `${partName(from)} may not import ${target}, which is in none of the parts`;
  if (to >= from) return undefined;
  return `${partName(from)} may not import ${target}: ${partName(to)} is further up`;
}

function packageProblem(file: string, { specifier, loads }: Import): string | undefined {
  const part = partOf(file);
  if (part === undefined || !specifier.startsWith("@tensorflow/")) return undefined;
  if (!KNOW_TENSORFLOW.some((place) => place.test(file))) return `${partName(part)} may not import ${specifier}`;
  if (loads && OPTIONAL_PEER.test(specifier) && !MAY_LOAD_OPTIONAL.test(file)) {
    return `${specifier} is an optional peer: use \`import type\`, and reach the backend through tf.backend()`;
  }
  return undefined;
}

function partName(index: number): string {
  return PARTS[index]!.map((path) => path.replace(/\/$/, "")).join(" and ");
}

/** The file that a relative import names: as written, or its `.ts` source. Other targets (styles, JSON) are of no interest. */
function resolve(file: string, specifier: string, sources: Sources): string | undefined {
  const path = posix.join(posix.dirname(file), specifier.replace(/\?.*$/, ""));
  return [path, path.replace(/\.js$/, ".ts"), `${path}.ts`, `${path}/index.ts`].find((each) => sources.has(each));
}

/** Every module that a file names: in imports, re-exports, `import()` and `import("…").Type`. */
function importsOf(file: string, text: string): Import[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const found: Import[] = [];
  const add = (node: ts.Node | undefined, loads: boolean) => {
    if (node === undefined || !ts.isStringLiteralLike(node)) return;
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    found.push({ specifier: node.text, line: line + 1, loads });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node))
      add(node.moduleSpecifier, node.importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword);
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, !node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, false);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** One cycle for each file that closes one: a depth-first walk that meets a file it is still inside of. */
function findCycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    const at = path.indexOf(file);
    if (at >= 0) cycles.push([...path.slice(at), file]);
    if (at >= 0 || done.has(file)) return;
    path.push(file);
    for (const target of graph.get(file) ?? []) visit(target);
    path.pop();
    done.add(file);
  };
  for (const file of graph.keys()) visit(file);
  return cycles;
}
