/** A pattern's example as two small drawings, made by running the pattern on it. */
import { GROUPINGS } from "../../patterns/index.ts";
import type { Graph, Node } from "../../src/graph/graph.ts";
import { sizeOf } from "../../src/graph/types.ts";
import { rewrite } from "../../src/rewrite/driver.ts";
import { exampleGraph } from "../../src/rewrite/example.ts";
import { group } from "../../src/rewrite/grouping.ts";
import type { AnyRule } from "../rules.ts";
import { layoutGraph } from "./layout.ts";

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 26;

/** Two figures, before and after; a note where the rule declares no example. */
export function pictureOf(rule: AnyRule): Element[] {
  const example = "example" in rule ? rule.example : rule.examples[0];
  if (!example) {
    const note = document.createElement("p");
    note.className = "empty";
    note.textContent = "It looks at more than a fixed shape, so it has no example of one.";
    return [note];
  }
  const { graph, nodes } = exampleGraph(example);
  if ("also" in example)
    (example.also as readonly Parameters<typeof nodes.get>[0][]).forEach((term, i) => {
      const node = nodes.get(term);
      if (node) graph.outputs.push({ name: `also${i}`, value: node.output });
    });
  const before = figure(graph, "before");
  if ("example" in rule) group(graph, GROUPINGS);
  else rewrite(graph, [{ name: rule.name, about: "", rules: [rule] }], { enable: [rule.name] });
  return [before, figure(graph, "after")];
}

function figure(graph: Graph, title: string): Element {
  const nodes = graph.topological();
  const sized = nodes.map((n) => ({ id: String(n.id), width: 20 + 7 * labelOf(n).length, height: HEIGHT }));
  const edges = new Map(
    nodes.flatMap((n) =>
      n.inputs.map((v) => [`${v.node.id} ${n.id}`, [String(v.node.id), String(n.id)] as const] as const),
    ),
  );
  const placed = layoutGraph(sized, [...edges.values()], { direction: "TB", gap: 18 });
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${placed.width} ${placed.height}`);
  svg.setAttribute("width", String(placed.width));
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", `${title}: ${nodes.map(labelOf).join(", ")}`);
  svg.innerHTML = `<path class="lines" d="${placed.lines.map((line) => `M${line.map(({ x, y }) => `${x} ${y}`).join("L")}`).join("")}"/>`;
  placed.nodes.forEach(({ x, y, width, height }, i) => {
    const g = document.createElementNS(SVG, "g");
    g.setAttribute("class", `node ${kind(nodes[i] as Node)}`);
    g.innerHTML = `<rect x="${x - width / 2}" y="${y - height / 2}" width="${width}" height="${height}" rx="6"/><text x="${x}" y="${y + 4}" text-anchor="middle"></text>`;
    (g.lastElementChild as Element).textContent = labelOf(nodes[i] as Node);
    svg.append(g);
  });
  const made = document.createElement("figure");
  const caption = document.createElement("figcaption");
  caption.textContent = title;
  made.append(caption, svg);
  return made;
}

const kind = ({ op }: Node): string =>
  op === "Placeholder" ? "input" : op === "Const" ? "constant" : /^[a-z]/.test(op) ? "anchor" : "pointwise";

function labelOf({ op, name, output, attrs }: Node): string {
  if (op === "Placeholder") return name;
  const constant = op === "Const" ? output.constant : undefined;
  if (!constant) {
    const fused = Array.isArray(attrs.fused_ops) ? attrs.fused_ops.map((f) => `+${f}`).join("") : "";
    return `${op}${fused}`;
  }
  const { splat, shape } = constant;
  if (splat !== undefined && sizeOf(shape) <= 1) return String(Number(splat.toPrecision(4)));
  return `${/^(const|.*\/c)$/.test(name) ? "" : `${name} `}[${shape.join("×")}]`;
}
