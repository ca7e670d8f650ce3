/** Everything that can be wrong with a request or a model: one line, the exit code, and nothing written. */
import { mkdir, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { shapeProto } from "../../../src/graph/attrs.ts";
import {
  copyModel,
  expectFailure,
  expectSuccess,
  filesOf,
  graphweld,
  MODELS,
  type ModelJson,
  type Result,
  temporaryFolder,
} from "./support.ts";

const LIVENESS = join(MODELS, "liveness.json");

describe("graphweld, asked wrongly", () => {
  const cases: [args: string, message: RegExp][] = [
    ["", /no command; the commands are bench, convert, explain, optimize, patterns, see graphweld --help/],
    ["fuse model.json", /unknown command "fuse"/],
    ["toString", /unknown command "toString"/],
    ["--json patterns", /unknown option "--json"/],
    ["bench", /bench needs a model; see graphweld bench --help/],
    ["bench a.json b.json", /unexpected argument "b.json"/],
    ["explain a.json --quick", /unknown option '--quick'; see graphweld explain --help/],
    ["bench a.json --runs", /'--runs <value>' argument missing/],
    ["bench a.json --runs 0", /--runs takes a positive whole number, not "0"/],
    ["bench a.json --runs=abc", /--runs takes a positive whole number, not "abc"/],
    ["bench a.json --backend webgl", /--backend takes wasm or cpu, not "webgl"/],
    ["optimize a.json", /optimize needs -o and a value/],
    ["convert a.tflite", /convert needs -o and a value/],
    ["convert a.tflite -o b --quantize uint4", /--quantize takes float16, uint8 or uint16, not "uint4"/],
    ["convert a.tflite -o b --split 0", /--split takes MiB from 0.001 to 2048, not "0"/],
    [
      "convert https://example.com/model.json -o b",
      /https:\/\/example\.com\/model\.json is an address; save the model/,
    ],
    ["patterns a.json b.json", /unexpected argument "b.json"/],
    ["patterns --json=yes", /option '--json' does not take an argument/],
  ];
  const results: Promise<Result>[] = [];
  before(() => {
    for (const [args] of cases) results.push(graphweld(...args.split(" ").filter(Boolean)));
  });
  for (const [i, [args, message]] of cases.entries())
    it(`graphweld ${args}`, async () => expectFailure(await (results[i] as Promise<Result>), 2, message));

  it("answers --help with the exit codes, and --version", async () => {
    const [help, version] = await Promise.all([graphweld("--help"), graphweld("--version")]);
    expect(expectSuccess(help)).to.match(
      /bench.*convert.*explain.*optimize.*patterns[\s\S]*EXIT CODES[\s\S]*0[\s\S]*1[\s\S]*2/,
    );
    expect(expectSuccess(version)).to.match(/^\d+\.\d+\.\d+\n$/);
  });
});

describe("graphweld optimize, given what it cannot do", () => {
  const folder = temporaryFolder();
  const shards = (json: ModelJson, ...paths: string[]) => Object.assign(json.weightsManifest[0] as object, { paths });
  /** What to do to a copy of a good model, whose folder and parent are given. */
  const cases: Record<
    string,
    { code: 1 | 2; message: RegExp; make: (at: string) => Promise<unknown>; model?: string; out?: string }
  > = {
    "a missing file": { code: 1, message: /cannot read the model .*no such file/, make: async () => {} },
    "a folder without a model": {
      code: 1,
      message: /the folder .* holds no model\.json and no saved_model\.pb; name the model's file/,
      make: (at) => mkdir(at),
    },
    "broken JSON": { code: 2, message: /is not JSON: /, make: (at) => copyModel(at, () => '{"a":\n\u001b[31m{') },
    "a layers model without weights": {
      code: 2,
      message: /it has no weightsManifest/,
      make: (at) => copyModel(at, () => ({ format: "layers-model", modelTopology: { class_name: "Model" } })),
    },
    "a layers model without layers": {
      code: 1,
      message: /cannot be converted: The model is not described as Keras describes models/,
      make: (at) => copyModel(at, () => ({ modelTopology: { class_name: "Model" }, weightsManifest: [] })),
    },
    "a missing shard": {
      code: 1,
      message: /cannot read the weight shard .*gone\.bin: no such file/,
      make: (at) => copyModel(at, (json) => void shards(json, "gone.bin")),
    },
    "a short shard": {
      code: 2,
      message: /liveness\.bin are too short: ".*" ends at byte \d+ of 1000/,
      make: async (at) => {
        await copyModel(at);
        await truncate(join(at, "liveness.bin"), 1000);
      },
    },
    "a shard beside the folder": {
      code: 2,
      message: /outside the model's folder/,
      make: async (at) => {
        await writeFile(`${at}.bin`, "secret");
        await copyModel(at, (json) => void shards(json, "../a-shard-beside-the-folder.bin"));
      },
    },
    "a shard with an absolute path": {
      code: 2,
      message: /outside the model's folder/,
      make: (at) => copyModel(at, (json) => void shards(json, join(MODELS, "liveness.bin"))),
    },
    "a link to a shard elsewhere": {
      code: 2,
      message: /outside the model's folder/,
      make: async (at) => {
        await copyModel(at, (json) => void shards(json, "link.bin"));
        await symlink(join(MODELS, "liveness.bin"), join(at, "link.bin"));
      },
    },
    "a cycle": {
      code: 2,
      message: /model\.json is damaged: the graph has a cycle through "/,
      make: (at) =>
        copyModel(at, ({ modelTopology: { node } }) => {
          const pool = node.find(({ op }) => op === "MaxPool") as { name: string; input?: string[] };
          pool.input = [pool.name];
        }),
    },
    "a window that does not move": {
      code: 2,
      message: /model\.json is damaged: "[^"]+" has the strides \[1,0,2,1\]/,
      make: (at) =>
        copyModel(at, ({ modelTopology: { node } }) => {
          const pool = node.find(({ op }) => op === "MaxPool") as { attr?: Record<string, object> };
          pool.attr = { ...pool.attr, strides: { list: { i: ["1", "0", "2", "1"] } } };
        }),
    },
    "a signature that names no node": {
      code: 2,
      message: /model\.json is damaged: the signature's "y" names no node/,
      make: (at) => copyModel(at, (json) => void Object.assign(json, { signature: { outputs: { y: null } } })),
    },
    "an input that no node computes": {
      code: 2,
      message: /model\.json is damaged: The graph has no node "nowhere"/,
      make: (at) =>
        copyModel(at, ({ modelTopology: { node } }) => {
          (node.find(({ op }) => op === "MaxPool") as { input?: string[] }).input = ["nowhere"];
        }),
    },
    "shapes that only a run tells, and an input that cannot be made up": {
      code: 1,
      message: /cannot be optimized: .*; the input "text" takes string, which cannot be made up/,
      make: (at) =>
        copyModel(at, () => {
          const placeholder = (name: string, dtype: string) => ({
            name,
            op: "Placeholder",
            attr: { dtype: { type: dtype }, shape: { shape: shapeProto([1, 8]) } },
          });
          const node = [
            placeholder("mask", "DT_BOOL"),
            placeholder("text", "DT_STRING"),
            { name: "where", op: "Where", input: ["mask"] },
            { name: "same", op: "Identity", input: ["text"] },
          ];
          return { format: "graph-model", modelTopology: { node, versions: {} }, weightsManifest: [] };
        }),
    },
    "a file in place of the output folder": {
      code: 1,
      message: /cannot write to .*: it is a file, not a folder/,
      make: (at) => copyModel(at),
      out: "model.json",
    },
    "an output folder below a file": {
      code: 1,
      message: /cannot write to .*: not a directory/,
      make: (at) => copyModel(at),
      out: "model.json/deeper/out",
    },
    "the model's own folder as output": {
      code: 2,
      message: /the folder of the model itself/,
      make: (at) => copyModel(at),
      out: ".",
    },
  };
  const atOf = (name: string) => join(folder(), name.replaceAll(" ", "-"));
  const results = new Map<string, Promise<Result>>();
  let before_: string[] = [];
  before(async () => {
    for (const [name, { make }] of Object.entries(cases)) await make(atOf(name));
    before_ = await filesOf(folder());
    for (const [name, { model, out = "out/deeper" }] of Object.entries(cases))
      results.set(name, graphweld("optimize", model ?? modelOf(name), "-o", join(atOf(name), out)));
  });
  const modelOf = (name: string) => (name === "a folder without a model" ? atOf(name) : join(atOf(name), "model.json"));

  for (const [name, { code, message }] of Object.entries(cases))
    it(name, async () => expectFailure(await (results.get(name) as Promise<Result>), code, message));

  it("wrote nothing in all that", async () => {
    await Promise.all(results.values());
    expect(await filesOf(folder())).to.deep.equal(before_);
  });

  it("takes no folders from /proc either, and ends", async function () {
    if (process.platform !== "linux") this.skip();
    expectFailure(
      await graphweld("optimize", LIVENESS, "--no-check", "-o", "/proc/out"),
      1,
      /cannot write to \/proc\/out/,
    );
  });

  it("says the same of bench, explain and patterns", async () => {
    const missing = join(folder(), "none.json");
    const short = join(atOf("a short shard"), "model.json");
    const custom = await copyModel(join(folder(), "custom"), ({ modelTopology: { node } }) => {
      Object.assign(node.find((n) => n.op === "Softmax") as object, { op: "Swizzle" });
    });
    const random = await copyModel(join(folder(), "random"), ({ modelTopology: { node } }) => {
      Object.assign(node.find((n) => n.op === "Softmax") as object, {
        op: "Multinomial",
        attr: { num_samples: { i: "1" } },
      });
    });
    const [bench, explain, patterns, unplanned, json, unknown] = await Promise.all([
      graphweld("bench", missing),
      graphweld("explain", missing),
      graphweld("patterns", missing),
      graphweld("patterns", random, "--json"),
      graphweld("bench", short, "--json"),
      graphweld("bench", custom),
    ]);
    expectFailure(bench, 1, /none\.json: no such file/);
    expectFailure(explain, 1, /none\.json: no such file/);
    expectFailure(patterns, 1, /none\.json: no such file/);
    expectFailure(unplanned, 1, /no rule runs on .*model\.json: .*\(Multinomial\) gives other results each time/);
    expectFailure(json, 2, /too short/);
    expectFailure(unknown, 1, /does not run on wasm: .*Swizzle/);
  });
});
