/**
 * WebGPU without a GPU, the same on every machine: Chromium's software device, SwiftShader. The four switches after the
 * first are what makes reading back through a canvas (`dataSync`) work. No `--disable-gpu` may stand beside them: it loses the
 * device on the first `dataSync`.
 */
export const SOFTWARE_WEBGPU: readonly string[] = [
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--use-angle=swiftshader",
  "--use-vulkan=swiftshader",
  "--enable-features=Vulkan",
];
