/** Generated code is what it was, but for changes that `npm run golden` has put where a reader sees them. */
import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { goldenFiles, missing } from "../support/golden.ts";

describe("generated code", () => {
  const folder = new URL("../golden/", import.meta.url);
  let files: Map<string, string>;
  before(async () => {
    files = await goldenFiles();
  });

  for (const name of readdirSync(folder))
    it(`of ${name} is as it was (npm run golden)`, () => {
      expect(files.get(name)).to.equal(readFileSync(new URL(name, folder), "utf8"));
    });

  it("of all kernel families is kept", () => {
    expect(missing()).to.deep.equal([]);
    expect([...files.keys()].sort()).to.deep.equal(readdirSync(folder).sort());
  });
});
