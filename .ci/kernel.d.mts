export function compileKernel(kernel: string): Promise<string>;
export function kernelConstants(): Promise<string>;
export const KERNELS: readonly string[];
export const CONSTANTS_FILE: string;
