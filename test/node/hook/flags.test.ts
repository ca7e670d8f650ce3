/** The page about flags says what the code says. */
import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { FLAGS_PAGE, flagsPage } from "../../../scripts/docs-flags.ts";
import { FLAGS, type FlagName, flag, registerFlags } from "../../../src/hook/flags.ts";

describe("flags", () => {
  it("are documented", () => expect(readFileSync(FLAGS_PAGE, "utf8")).to.equal(flagsPage()));

  it("have their defaults, keep what was set, and take sets", () => {
    registerFlags();
    for (const name of Object.keys(FLAGS) as FlagName[]) expect(flag(name)).to.equal(FLAGS[name].value);
    tf.env().set("GRAPHWELD_PLAN_CACHE", 7);
    registerFlags();
    expect(flag("GRAPHWELD_PLAN_CACHE")).to.equal(7);
    tf.env().set("GRAPHWELD_PLAN_CACHE", 4);
  });
});
