/** A drawing of a graph that is moved, zoomed, hovered and clicked: SVG, made by hand, for it may have thousands of parts. */
import type { Shown, ShownGraph } from "./collapse.ts";
import type { Layout, Placed } from "./layout.ts";

const SVG = "http://www.w3.org/2000/svg";
export const NODE_HEIGHT = 42;
/** Zoom below which names are dots. */
const READABLE = 0.34;

export interface PaneEvents {
  readonly hover: (shown: Shown | undefined) => void;
  readonly select: (shown: Shown) => void;
}
/** What is written into a node, and which colour it has. */
export interface NodeText {
  readonly title: string;
  readonly detail: string;
  readonly kind: string;
}

export const widthOf = ({ title, detail }: NodeText): number =>
  Math.min(250, Math.max(84, 24 + 8.1 * Math.max(title.length, 0.82 * detail.length)));

export class Pane {
  readonly #svg: SVGSVGElement;
  readonly #world: SVGGElement;
  readonly #events: PaneEvents;
  #elements = new Map<string, SVGGElement>();
  /** Nodes whose texts are laid out. */
  #readable = new Set<string>();
  #holders = new Map<number, string>();
  #layout: Layout | undefined;
  #view = { x: 0, y: 0, scale: 1 };
  #drag: { readonly id: number; x: number; y: number; moved: boolean } | undefined;

  constructor(svg: SVGSVGElement, events: PaneEvents) {
    this.#svg = svg;
    this.#events = events;
    this.#world = svg.appendChild(document.createElementNS(SVG, "g"));
    svg.addEventListener("wheel", (e) => this.#onWheel(e), { passive: false });
    svg.addEventListener("pointerdown", (e) => {
      this.#drag = { id: e.pointerId, x: e.clientX, y: e.clientY, moved: false };
    });
    svg.addEventListener("pointermove", (e) => this.#onMove(e));
    const end = (): void => {
      setTimeout(() => {
        this.#drag = undefined;
      });
    };
    svg.addEventListener("pointerup", end);
    svg.addEventListener("pointercancel", end);
    svg.addEventListener("keydown", (e) => this.#onKey(e));
    new ResizeObserver(() => this.#showTexts()).observe(svg);
  }

  /**
   * Draws a graph that has been laid out.
   * @param keep what holds the node of this id stays in its place on the screen; else the beginning is shown
   */
  draw(graph: ShownGraph, layout: Layout, textOf: (shown: Shown) => NodeText, keep?: number): void {
    const held = keep === undefined ? undefined : this.#placeOf(keep);
    this.#layout = layout;
    this.#elements = new Map();
    this.#readable = new Set();
    this.#holders = new Map(graph.nodes.flatMap((s) => s.members.map((m) => [m.id, s.id] as const)));
    const lines = document.createElementNS(SVG, "path");
    lines.setAttribute("class", "lines");
    lines.setAttribute(
      "d",
      layout.lines
        .map((points) => `M${points.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}`)
        .join(""),
    );
    const shown = new Map(graph.nodes.map((s) => [s.id, s]));
    const nodes = layout.nodes.map(({ id, x, y, width, height }) => {
      const item = shown.get(id) as Shown;
      const text = textOf(item);
      const g = document.createElementNS(SVG, "g");
      g.setAttribute("class", `node out ${item.isGroup ? "group" : ""} ${text.kind}`);
      g.setAttribute("transform", `translate(${(x - width / 2).toFixed(1)} ${(y - height / 2).toFixed(1)})`);
      g.setAttribute("tabindex", "-1");
      g.setAttribute("role", "button");
      g.dataset.name = item.members[0]?.name ?? "";
      g.innerHTML = `<rect width="${width}" height="${height}" rx="7"/><text x="10" y="17" class="t"></text> <text x="10" y="33" class="d"></text>`;
      const room = Math.floor((width - 16) / 6.4);
      const said = [cut(text.title, room), cut(text.detail, room)] as const;
      [(g.children[1] as Element).textContent, (g.children[2] as Element).textContent] = said;
      // What is seen comes first, as people who speak to their browser say that.
      const whole = `${text.title} ${text.detail}`;
      g.setAttribute("aria-label", said.join(" ") === whole ? whole : `${said.join(" ")}: ${whole}`);
      g.addEventListener("pointerenter", () => this.#events.hover(item));
      g.addEventListener("pointerleave", () => this.#events.hover(undefined));
      g.addEventListener("focus", () => this.#events.hover(item));
      g.addEventListener("click", () => {
        if (!this.#drag?.moved) this.#events.select(item);
      });
      this.#elements.set(id, g);
      return g;
    });
    this.#world.replaceChildren(lines, ...nodes);
    // One stop for the keyboard; arrows go on from there.
    nodes[0]?.setAttribute("tabindex", "0");
    const now = keep === undefined ? undefined : this.#placeOf(keep);
    const { x, y, scale } = this.#view;
    if (held && now) this.#move({ x: x + (held.x - now.x) * scale, y: y + (held.y - now.y) * scale, scale });
    else this.start();
  }

  #placeOf(id: number): Placed | undefined {
    const holder = this.#holders.get(id);
    return this.#layout?.nodes.find((n) => n.id === holder);
  }

  /** Shows the beginning of the graph at a readable size, or all of it where that is readable too. */
  start(): void {
    if (!this.#layout) return;
    const { clientWidth, clientHeight } = this.#svg;
    const { width, height } = this.#layout;
    const all = Math.min(clientWidth / width, clientHeight / height);
    const scale = Math.min(1, Math.max(all, Math.min(clientWidth / width, 0.8), 0.45));
    const first = this.#layout.nodes.reduce((a, b) => (b.y < a.y ? b : a), this.#layout.nodes[0] ?? { x: 0, y: 0 });
    const x = width * scale <= clientWidth ? (clientWidth - width * scale) / 2 : clientWidth / 2 - first.x * scale;
    this.#move({ x, y: Math.max(8, (clientHeight - height * scale) / 2 > 0 ? 8 : 0), scale });
  }

  /** Shows the whole graph. */
  fit(): void {
    if (!this.#layout) return;
    const { clientWidth, clientHeight } = this.#svg;
    const { width, height } = this.#layout;
    const scale = Math.min(1, clientWidth / width, clientHeight / height);
    this.#move({ x: (clientWidth - width * scale) / 2, y: (clientHeight - height * scale) / 2, scale });
  }

  zoom(factor: number): void {
    this.#zoomAt(this.#svg.clientWidth / 2, this.#svg.clientHeight / 2, factor);
  }

  /** Marks the nodes that hold these ids, and with `reveal` moves the first of them into sight. */
  mark(className: "linked" | "selected", ids: Iterable<number>, reveal = false): void {
    for (const element of this.#world.querySelectorAll(`.${className}`)) element.classList.remove(className);
    const holders = new Set([...ids].flatMap((id) => this.#holders.get(id) ?? []));
    for (const id of holders) this.#elements.get(id)?.classList.add(className);
    const [first] = holders;
    if (reveal && first !== undefined) this.#reveal(first);
  }

  #reveal(id: string): void {
    const place = this.#layout?.nodes.find((n) => n.id === id);
    if (!place) return;
    const { x, y, scale } = this.#view;
    const { clientWidth, clientHeight } = this.#svg;
    const [at, top] = [place.x * scale + x, place.y * scale + y];
    if (at > 40 && at < clientWidth - 40 && top > 30 && top < clientHeight - 30) return;
    this.#move({ x: clientWidth / 2 - place.x * scale, y: clientHeight / 2 - place.y * scale, scale });
  }

  #move(view: { x: number; y: number; scale: number }): void {
    this.#view = view;
    this.#world.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.scale})`);
    this.#svg.classList.toggle("far", view.scale < READABLE);
    this.#showTexts();
  }

  /** Only nodes in sight have texts, since every text is laid out anew when the scale changes. */
  #showTexts(): void {
    const { x, y, scale } = this.#view;
    if (!this.#layout || scale < READABLE) return;
    const { clientWidth, clientHeight } = this.#svg;
    const [left, top, right, bottom] = [-x, -y, clientWidth - x, clientHeight - y].map((edge) => edge / scale);
    for (const { id, x: middle, y: center, width, height } of this.#layout.nodes) {
      const inSight =
        middle + width / 2 > (left as number) &&
        middle - width / 2 < (right as number) &&
        center + height / 2 > (top as number) &&
        center - height / 2 < (bottom as number);
      if (inSight === this.#readable.has(id)) continue;
      if (inSight) this.#readable.add(id);
      else this.#readable.delete(id);
      this.#elements.get(id)?.classList.toggle("out", !inSight);
    }
  }

  #zoomAt(px: number, py: number, factor: number): void {
    const { x, y, scale } = this.#view;
    const next = Math.min(2.5, Math.max(0.02, scale * factor));
    this.#move({ x: px - ((px - x) * next) / scale, y: py - ((py - y) * next) / scale, scale: next });
  }

  #onWheel(event: WheelEvent): void {
    event.preventDefault();
    const box = this.#svg.getBoundingClientRect();
    const { x, y, scale } = this.#view;
    // As in maps: the wheel zooms, two fingers that slide sideways move.
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) this.#move({ x: x - event.deltaX, y, scale });
    else this.#zoomAt(event.clientX - box.left, event.clientY - box.top, Math.exp(-event.deltaY * 0.0022));
  }

  #onMove(event: PointerEvent): void {
    const drag = this.#drag;
    if (!drag || drag.id !== event.pointerId) return;
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!drag.moved && Math.hypot(dx, dy) < 4) return;
    if (!drag.moved) this.#svg.setPointerCapture(event.pointerId);
    drag.moved = true;
    [drag.x, drag.y] = [event.clientX, event.clientY];
    this.#move({ ...this.#view, x: this.#view.x + dx, y: this.#view.y + dy });
  }

  #onKey(event: KeyboardEvent): void {
    const focused = document.activeElement;
    const order = [...this.#elements.values()];
    const at = order.indexOf(focused as SVGGElement);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
    const step = steps[event.key];
    if (step !== undefined && at >= 0) {
      const next = order[Math.min(order.length - 1, Math.max(0, at + step))];
      next?.focus({ preventScroll: true });
      const id = [...this.#elements].find(([, e]) => e === next)?.[0];
      if (id !== undefined) this.#reveal(id);
    } else if ((event.key === "Enter" || event.key === " ") && focused instanceof SVGElement && at >= 0)
      focused.dispatchEvent(new MouseEvent("click"));
    else if (event.key === "+") this.zoom(1.25);
    else if (event.key === "-") this.zoom(0.8);
    else if (event.key === "0") this.fit();
    else return;
    event.preventDefault();
  }
}

const cut = (text: string, room: number): string => (text.length > room ? `${text.slice(0, room - 1)}…` : text);
