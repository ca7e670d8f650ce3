/** Which nodes run exactly once in each call. */
import { expect } from "chai";
import { placements } from "../../src/graph/contexts.ts";
import { ancestors, type NodeDef } from "../../src/graph/from-tfjs.ts";
import { def } from "../support/control-flow.ts";

/** Where each node runs that `out` needs. */
function placesOf(...nodes: NodeDef[]): Record<string, string> {
  const order = ancestors(new Map(nodes.map((n) => [n.name, n])), ["out"], () => false) as NodeDef[];
  const place = placements(order);
  return Object.fromEntries(order.map((n) => [n.name, place(n) ?? "once"]));
}

const input = [def("x", "Placeholder"), def("p", "Placeholder"), def("q", "Placeholder")];

describe("places in the control flow", () => {
  it("are once where there is none", () => {
    expect(placesOf(...input, def("out", "AddV2", "x", "p"))).to.deep.equal({ x: "once", p: "once", out: "once" });
  });

  it("are in a branch from Switch to Merge", () => {
    const places = placesOf(
      ...input,
      def("s", "Switch", "x", "p"),
      def("no", "Neg", "s"),
      def("yes", "Abs", "s:1"),
      def("m", "Merge", "no", "yes"),
      def("out", "Relu", "m"),
    );
    expect(places).to.deep.equal({
      x: "once",
      p: "once",
      s: "once",
      no: "runs in a branch",
      yes: "runs in a branch",
      m: "once",
      out: "once",
    });
  });

  it("stay in the outer branch after an inner one", () => {
    const places = placesOf(
      ...input,
      def("s", "Switch", "x", "p"),
      def("inner", "Switch", "s:1", "q"),
      def("a", "Neg", "inner"),
      def("b", "Abs", "inner:1"),
      def("m", "Merge", "a", "b"),
      def("after", "Relu", "m"),
      def("out", "Merge", "s", "after"),
    );
    expect(places).to.include({
      inner: "runs in a branch",
      m: "runs in a branch",
      after: "runs in a branch",
      out: "once",
    });
  });

  it("are in a branch where a control edge comes from one", () => {
    const places = placesOf(
      ...input,
      def("s", "Switch", "p", "p"),
      def("t", "Identity", "s:1"),
      def("out", "Neg", "x", "^t"),
    );
    expect(places.out).to.equal("runs in a branch");
  });

  it("are in a loop from Enter to Exit, however deep", () => {
    const frame = (name: string, init: string, body: (taken: string) => NodeDef[], result: string) => [
      def(`${name}/enter`, "Enter", init),
      def(`${name}/merge`, "Merge", `${name}/enter`, `${name}/next`),
      def(`${name}/less`, "Less", `${name}/merge`, "p"),
      def(`${name}/cond`, "LoopCond", `${name}/less`),
      def(`${name}/switch`, "Switch", `${name}/merge`, `${name}/cond`),
      ...body(`${name}/switch:1`),
      def(`${name}/next`, "NextIteration", result),
      def(`${name}/exit`, "Exit", `${name}/switch`),
    ];
    const places = placesOf(
      ...input,
      ...frame("outer", "x", (taken) => frame("inner", taken, (t) => [def("step", "Neg", t)], "step"), "inner/exit"),
      def("out", "Relu", "outer/exit"),
    );
    const once = Object.keys(places).filter((name) => places[name] === "once");
    expect(once.sort()).to.deep.equal(["out", "outer/exit", "p", "x"]);
    expect(new Set(Object.values(places))).to.deep.equal(new Set(["once", "runs in a loop"]));
  });
});
