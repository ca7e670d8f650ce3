/** WebGPU in Node: Dawn, on the software device that comes with Chromium, the same on every machine. */
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { ensureChrome } from "../../scripts/find-chrome.ts";

/** Puts `navigator.gpu` and the WebGPU classes where browsers have them. Call before the WebGPU backend is imported. */
export async function installDawn(): Promise<void> {
  // Debian's program is a script beside neither its library nor its driver.
  const folders = [dirname(ensureChrome()), "/usr/lib/chromium", "/usr/lib64/chromium"];
  const find = (file: string) => folders.map((folder) => join(folder, file)).find(existsSync);
  const driver = find("vk_swiftshader_icd.json");
  if (driver !== undefined) process.env.VK_DRIVER_FILES ??= driver;
  const loader = find("libvulkan.so.1");
  if (loader !== undefined) preload(loader);
  process.env.XDG_RUNTIME_DIR ??= "/tmp";
  const { create, globals } = await import("webgpu");
  Object.assign(globalThis, globals);
  const { navigator = {} } = globalThis as { navigator?: object };
  Object.defineProperty(navigator, "gpu", { value: create([]), configurable: true });
  Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
}

/** glibc's RTLD_NODELETE. */
const NO_DELETE = 0x1000;

/** Loads a library for Dawn, which looks for it by name only: bare machines have it nowhere but with the browser. */
function preload(library: string): void {
  try {
    process.dlopen({ exports: {} }, library, constants.dlopen.RTLD_NOW | constants.dlopen.RTLD_GLOBAL | NO_DELETE);
  } catch {
    // It is no module of Node's, as Node says once it is loaded.
  }
}
