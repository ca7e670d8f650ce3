/** Finds a Chrome or Chromium to run specs and benchmarks in; on a bare Debian or Ubuntu container it installs one. */
import { spawnSync } from "node:child_process";
import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { posix, win32 } from "node:path";

/** What the search knows of the machine, so that tests can describe another one. */
export interface Machine {
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
  /** Whether a path is a file that can be run. */
  canRun: (path: string) => boolean;
  isRoot: boolean;
  /** The text of `/etc/os-release`, empty where there is none. */
  osRelease: string;
  /** Runs a command to its end and tells whether it succeeded. */
  run: (command: string, args: readonly string[]) => boolean;
}

const PATH_NAMES = ["google-chrome-stable", "google-chrome", "chromium", "chromium-browser", "chrome"];
const LINUX_PLACES = ["/opt/google/chrome/chrome", "/usr/lib/chromium/chromium", "/snap/bin/chromium"];
const MAC_APPS = [
  "Google Chrome.app/Contents/MacOS/Google Chrome",
  "Chromium.app/Contents/MacOS/Chromium",
  "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];
const WINDOWS_ROOTS = ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"];
const WINDOWS_APPS = [
  "Google\\Chrome\\Application\\chrome.exe",
  "Chromium\\Application\\chrome.exe",
  "Microsoft\\Edge\\Application\\msedge.exe",
];
const ADVICE = "Install Google Chrome or Chromium, or set CHROME_BIN to the program's path.";

/** Every path that may be a browser, best first; `CHROME_BIN` is not among them. */
export function candidates({ platform, env }: Pick<Machine, "platform" | "env">): string[] {
  if (platform === "win32") {
    const roots = WINDOWS_ROOTS.map((name) => env[name]).filter((root) => root !== undefined);
    return WINDOWS_APPS.flatMap((app) => roots.map((root) => win32.join(root, app)));
  }
  const onPath = (env.PATH ?? "").split(":").filter((folder) => folder !== "");
  const named = PATH_NAMES.flatMap((name) => onPath.map((folder) => posix.join(folder, name)));
  if (platform !== "darwin") return [...named, ...LINUX_PLACES];
  const folders = ["/Applications", ...(env.HOME ? [posix.join(env.HOME, "Applications")] : [])];
  return [...MAC_APPS.flatMap((app) => folders.map((folder) => posix.join(folder, app))), ...named];
}

/** The browser to use, or `undefined`. Throws when `CHROME_BIN` is set and names nothing that can be run. */
export function findChrome(machine: Machine = thisMachine()): string | undefined {
  const chosen = machine.env.CHROME_BIN;
  if (chosen) {
    if (machine.canRun(chosen)) return chosen;
    throw new Error(`CHROME_BIN is ${chosen}, which is not a program that can be run.`);
  }
  return candidates(machine).find(machine.canRun);
}

/** Like `findChrome`, but installs the `chromium` package where that is possible without asking, and throws otherwise. */
export function ensureChrome(machine: Machine = thisMachine()): string {
  const found = findChrome(machine);
  if (found !== undefined) return found;
  if (!canInstall(machine)) throw new Error(`No Chrome was found. ${ADVICE}`);
  const installed =
    machine.run("apt-get", ["update", "-qq"]) &&
    machine.run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"]);
  const path = installed ? findChrome(machine) : undefined;
  if (path === undefined)
    throw new Error(`No Chrome was found, and installing chromium with apt-get failed. ${ADVICE}`);
  return path;
}

/** Whether this is a Debian or Ubuntu on which we may install packages: in practice, a container. */
function canInstall({ platform, isRoot, osRelease }: Machine): boolean {
  return platform === "linux" && isRoot && /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(osRelease);
}

function thisMachine(): Machine {
  return {
    platform: process.platform,
    env: process.env,
    canRun,
    isRoot: process.getuid?.() === 0,
    osRelease: process.platform === "linux" ? readIfThere("/etc/os-release") : "",
    run: (command, args) => {
      const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
      // Everything the package manager says goes to stderr: stdout belongs to the caller.
      return spawnSync(command, args, { env, stdio: ["ignore", 2, 2] }).status === 0;
    },
  };
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
