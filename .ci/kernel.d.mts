export function compileKernel(name: string): Promise<string>;
export const KERNELS: readonly string[];
