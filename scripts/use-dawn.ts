/** Makes a loaded Dawn this process's WebGPU. */

/** What the npm package `webgpu`, or its native module by itself, exports. */
export interface Dawn {
  readonly create: (toggles: string[]) => GPU;
  readonly globals: object;
}

/** Lets timestamps be as fine as the device has them, where it is a benchmark that asks. */
export const FINE_TIMESTAMPS: readonly string[] = [
  "enable-dawn-features=allow_unsafe_apis",
  "disable-dawn-features=timestamp_quantization",
];

/** Puts `navigator.gpu` and the WebGPU classes where browsers have them. */
export function useDawn({ create, globals }: Dawn, toggles: readonly string[] = []): void {
  Object.assign(globalThis, globals);
  const { navigator = {} } = globalThis as { navigator?: object };
  Object.defineProperty(navigator, "gpu", { value: create([...toggles]), configurable: true });
  Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
}
