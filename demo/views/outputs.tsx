/** What both sides found, over the picture that they saw. */
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { type Drawing, decode } from "../drawing/decode.ts";
import { paint } from "../drawing/draw.ts";
import { plural, tiny } from "../format.ts";
import { modelById } from "../models.ts";
import * as state from "../state.ts";
import { Preview } from "./preview.tsx";

export function Outputs(): VNode {
  const result = state.result.value;
  return (
    <section class="card" aria-labelledby="outputs">
      <h2 id="outputs">What both found</h2>
      <div class="outputs">
        <Side title="Stock" side="stock" result={result} />
        <Side title="Graphweld" side="fused" result={result} />
      </div>
    </section>
  );
}

/** Of a drawing, in pixels: sharp on dense screens too. */
const WIDTH = 600;

interface SideProps {
  readonly title: string;
  readonly side: "stock" | "fused";
  readonly result: state.Finished | undefined;
}

function Side({ title, side, result }: SideProps): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawing = result && drawingOf(result, side);
  const picture = result?.picture;
  useEffect(() => {
    const element = canvas.current;
    if (!element || !drawing || !picture) return;
    element.width = WIDTH;
    element.height = Math.round((WIDTH * picture.height) / picture.width);
    paint(element, picture, drawing, side === "stock" ? "#3b82f6" : "#0d9488");
  }, [drawing, picture, side]);
  return (
    <figure>
      <figcaption>
        {title}
        {drawing && picture && isEmpty(drawing) && ": nothing found"}
      </figcaption>
      <div class="stage">
        {picture ? (
          <canvas ref={canvas} role="img" aria-label={drawing ? describe(drawing) : ""} data-testid={`drawn-${side}`} />
        ) : result ? (
          <p class="empty">Random input: there is no picture to draw on.</p>
        ) : (
          <Preview />
        )}
      </div>
      <Bars drawing={drawing} />
    </figure>
  );
}

function drawingOf(result: state.Finished, side: "stock" | "fused"): Drawing {
  const model = modelById(result.settings.model);
  const size = state.facts.value?.picture ?? { height: 1, width: 1 };
  return decode(model?.drawing ?? "values", result.outputs[side], size, model?.labels);
}

function Bars({ drawing }: { readonly drawing: Drawing | undefined }): VNode | null {
  if (!drawing || drawing.bars.length === 0) return null;
  const most = Math.max(...drawing.bars.map((b) => Math.abs(b.value))) || 1;
  return (
    <table class="values">
      <tbody>
        {drawing.bars.map(({ label, value }) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td>
              <span class="fill" style={{ width: `${(100 * Math.abs(value)) / most}%` }} />
            </td>
            <td class="number">{Math.abs(value) < 1e-4 ? tiny(value) : value.toPrecision(5)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const isEmpty = ({ boxes, points, bars, mask }: Drawing): boolean =>
  boxes.length + points.length + bars.length === 0 && !mask;

function describe({ boxes, points, mask, bars }: Drawing): string {
  const parts = boxes.map((b) => `${b.label} ${Math.round(100 * b.score)} %`);
  if (points.length > 0) parts.push(`${points.length} points`);
  if (mask)
    parts.push(
      `a map of ${mask.width} by ${mask.height} ${mask.classes ? `pixels, ${plural(mask.classes, "class")}` : "values"}`,
    );
  if (bars.length > 0) parts.push("the input; the table below has the values");
  return parts.join(", ") || "nothing found";
}
