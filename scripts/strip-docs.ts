/** A build step that leaves out of the browser's bundle what only docs and specs read: sentences about rules and flags, examples and near misses. */
import type { Plugin } from "rolldown";
import { parseAst } from "rolldown/parseAst";

const DOCS: ReadonlySet<string> = new Set(["about", "nearMisses", "examples", "example", "exampleAttrs", "title"]);

interface AstNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}
interface Property extends AstNode {
  readonly key: { readonly name?: string };
}

interface Call extends AstNode {
  readonly callee: AstNode & { readonly object: AstNode; readonly property?: { readonly name?: string } };
}

/** For the files whose paths, with slashes, match. */
export function stripDocs(id: RegExp): Plugin {
  return {
    name: "strip-docs",
    transform: {
      filter: { id },
      handler: (code) => cut(code),
    },
  };
}

/** The code without the properties that are docs, and without the attributes that terms have in examples only. */
function cut(code: string): string {
  const ranges: [number, number][] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const child of node) visit(child);
    if (!isNode(node)) return;
    if (node.type === "Property" && DOCS.has((node as Property).key.name ?? "")) {
      // With the comma that follows, if one does.
      const comma = /^\s*,/.exec(code.slice(node.end))?.[0].length ?? 0;
      ranges.push([node.start, node.end + comma]);
      return;
    }
    if (node.type === "CallExpression" && (node as Call).callee.property?.name === "example") {
      const { object } = (node as Call).callee;
      ranges.push([object.end, node.end]);
      visit(object);
      return;
    }
    for (const value of Object.values(node)) visit(value);
  };
  visit(parseAst(code, { lang: "ts" }));
  ranges.sort(([a], [b]) => b - a);
  return ranges.reduce((text, [start, end]) => text.slice(0, start) + text.slice(end), code);
}

const isNode = (value: unknown): value is AstNode =>
  typeof value === "object" && value !== null && !Array.isArray(value) && "type" in value;
