/** The search for a browser, on machines that are only described. */
import { expect } from "chai";
import { candidates, ensureChrome, findChrome, type Machine } from "../../../scripts/find-chrome.ts";

function machine(programs: readonly string[], more: Partial<Machine> = {}): Machine {
  return {
    platform: "linux",
    env: { PATH: "/usr/local/bin:/usr/bin" },
    canRun: (path) => programs.includes(path),
    isRoot: false,
    osRelease: "",
    run: () => false,
    ...more,
  };
}

describe("find-chrome", () => {
  it("takes CHROME_BIN before anything else", () => {
    const env = { CHROME_BIN: "/opt/my/chrome", PATH: "/usr/bin" };
    expect(findChrome(machine(["/usr/bin/chromium", "/opt/my/chrome"], { env }))).to.equal("/opt/my/chrome");
  });

  it("says so when CHROME_BIN is wrong", () => {
    const env = { CHROME_BIN: "/nowhere", PATH: "/usr/bin" };
    expect(() => findChrome(machine(["/usr/bin/chromium"], { env }))).to.throw("CHROME_BIN is /nowhere");
  });

  it("searches the PATH, then the usual places", () => {
    expect(findChrome(machine(["/usr/bin/chromium", "/opt/google/chrome/chrome"]))).to.equal("/usr/bin/chromium");
    expect(findChrome(machine(["/opt/google/chrome/chrome"]))).to.equal("/opt/google/chrome/chrome");
    expect(findChrome(machine([]))).to.equal(undefined);
  });

  it("knows where macOS and Windows keep browsers", () => {
    expect(candidates({ platform: "darwin", env: { HOME: "/Users/me" } })).to.include.members([
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
      "/Users/me/Applications/Chromium.app/Contents/MacOS/Chromium",
    ]);
    expect(candidates({ platform: "win32", env: { PROGRAMFILES: "C:\\Program Files" } })).to.include(
      "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    );
  });

  it("installs chromium for root on Debian and its relatives", () => {
    const programs: string[] = [];
    const commands: string[] = [];
    const run = (command: string, args: readonly string[]) => {
      commands.push([command, args[0]].join(" "));
      if (args[0] === "install") programs.push("/usr/bin/chromium");
      return true;
    };
    const container = machine(programs, { isRoot: true, osRelease: "NAME=Mint\nID=mint\nID_LIKE=ubuntu\n", run });
    expect(ensureChrome(container)).to.equal("/usr/bin/chromium");
    expect(commands).to.deep.equal(["apt-get update", "apt-get install"]);
  });

  it("otherwise says in one sentence what to do", () => {
    const advice = "Install Google Chrome or Chromium, or set CHROME_BIN to the program's path.";
    const debian = "ID=debian\n";
    expect(() => ensureChrome(machine([], { osRelease: debian }))).to.throw(advice);
    expect(() => ensureChrome(machine([], { isRoot: true, osRelease: "ID=fedora\n" }))).to.throw(advice);
    expect(() => ensureChrome(machine([], { isRoot: true, osRelease: debian }))).to.throw(advice);
  });
});
