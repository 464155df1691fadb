export interface TakeDown {
  /** What undoes the step that was just taken. */
  add(undo: () => Promise<unknown>): void;
  /**
   * Undoes everything that was added and is not yet undone, the last first. A
   * step that fails keeps none of the others from their turn.
   *
   * @throws what the first failing step threw, once all have had their turn
   */
  run(): Promise<void>;
}

export function createTakeDown(): TakeDown {
  const undo: (() => Promise<unknown>)[] = [];
  return {
    add(step) {
      undo.push(step);
    },
    async run() {
      const failures: unknown[] = [];
      for (const step of undo.splice(0).reverse()) {
        try {
          await step();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
