/** A kernel as it lies in the source; compiled when it is first needed: a millisecond, which each track's print would pay again. */
export class WasmModule {
  readonly #base64: string;
  #module: WebAssembly.Module | undefined;

  constructor(base64: string) {
    this.#base64 = base64;
  }

  instantiate<Exports>(): Exports {
    this.#module ??= new WebAssembly.Module(Uint8Array.from(atob(this.#base64), (byte) => byte.charCodeAt(0)));
    return new WebAssembly.Instance(this.#module).exports as Exports;
  }
}
