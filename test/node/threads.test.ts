/** Worker threads do not keep a process alive, and do not hold up its end. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "chai";

const program = `
  import { FunctionTable } from "./src/runtime/wasm/functions.ts";
  import { ThreadPool } from "./src/runtime/wasm/threads.ts";
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  const table = FunctionTable.of(memory);
  const launch = { key: "nothing", words: [], emit: (f) => void f.get(f.params[0]).drop() };
  const jobs = Int32Array.from(table.compile([launch, launch]).flatMap((index) => [index, 0]));
  const pool = ThreadPool.of(memory);
  pool.retain(3);
  const look = () => {
    for (let i = 0; i < 100; i++) pool.run(jobs);
    if (pool.helped === 0) setTimeout(look, 1);
    else if (process.argv.includes("exit")) process.exit(7);
    else console.log(pool.workers + " workers");
  };
  look();
`;

describe("worker threads in Node", () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program, "--", ...args], {
      cwd: fileURLToPath(new URL("../..", import.meta.url)),
      encoding: "utf8",
      timeout: 120_000,
    });

  it("let a process end that has nothing left to do", () => {
    const { status, signal, stdout, stderr } = run();
    expect({ status, signal, stdout, stderr }).to.deep.equal({
      status: 0,
      signal: null,
      stdout: "2 workers\n",
      stderr: "",
    });
  });

  it("let a process exit", () => {
    const { status, signal } = run("exit");
    expect({ status, signal }).to.deep.equal({ status: 7, signal: null });
  });
});
