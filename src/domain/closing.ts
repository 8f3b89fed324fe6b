/** What has to be undone at the end, in the reverse order of its making. */
export class Closing {
  readonly #undo: Array<() => void | Promise<void>> = [];
  add(undo: () => void | Promise<void>): void {
    this.#undo.push(undo);
  }
  readonly close = async (): Promise<void> => {
    for (const undo of this.#undo.splice(0).reverse()) await undo();
  };
}
