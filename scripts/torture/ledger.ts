/**
 * What writers were told, and what a store must therefore hold.
 *
 * A write whose reply never came may have landed or not. Everything else is
 * certain, however often the store was killed since.
 */

/** `told`: acknowledged. `untold`: sent, and nothing came back. `refused`: the store said no. */
export type Outcome = 'told' | 'untold' | 'refused';

/** All that the collections hold, as far as a ledger speaks of it. */
export interface Contents {
  /** `_id` of every inserted document. */
  inserted: ReadonlySet<string>;
  /** Highest number written under each key. */
  numbers: ReadonlyMap<string, number>;
  counters: ReadonlyMap<string, number>;
  /** Who sits on each seat: more than one is a broken unique index. */
  seats: ReadonlyMap<string, readonly string[]>;
  indexes: ReadonlySet<string>;
}

export class Ledger {
  private readonly inserts = new Map<string, Outcome>();
  private readonly deletes = new Map<string, Outcome>();
  private readonly numbers = new Map<string, { told: number; sent: number }>();
  private readonly counters = new Map<string, { told: number; untold: number }>();
  private readonly seats = new Map<string, Map<string, Outcome>>();
  private readonly indexes = new Map<string, 'there' | 'gone' | 'open'>();
  readonly count = { told: 0, untold: 0, refused: 0 };

  private note(outcome: Outcome, howMany = 1): void {
    this.count[outcome] += howMany;
  }

  insert(ids: readonly string[], outcome: Outcome): void {
    this.note(outcome, ids.length);
    for (const id of ids) this.inserts.set(id, outcome);
  }

  delete(id: string, outcome: Outcome): void {
    this.note(outcome);
    this.deletes.set(id, outcome);
  }

  /** One writer per key sends 1, 2, 3, …, each once. */
  number(key: string, value: number, outcome: Outcome): void {
    this.note(outcome);
    const known = this.numbers.get(key);
    this.numbers.set(key, { told: outcome === 'told' ? value : (known?.told ?? 0), sent: value });
  }

  increment(counter: string, outcome: Outcome): void {
    this.note(outcome);
    const known = this.counters.get(counter) ?? { told: 0, untold: 0 };
    if (outcome !== 'refused') known[outcome] += 1;
    this.counters.set(counter, known);
  }

  /** Several may ask for a seat; a unique index gives it to one. */
  seat(seat: string, who: string, outcome: Outcome): void {
    this.note(outcome);
    const asked = this.seats.get(seat) ?? new Map<string, Outcome>();
    this.seats.set(seat, asked.set(who, outcome));
  }

  index(name: string, isWanted: boolean, outcome: Outcome): void {
    this.note(outcome);
    this.indexes.set(name, outcome === 'told' ? (isWanted ? 'there' : 'gone') : 'open');
  }

  /** Every contradiction between what was said and what is there, as sentences. */
  differencesFrom(contents: Contents): string[] {
    return [
      ...this.lostAndFound(contents.inserted),
      ...this.wrongNumbers(contents.numbers),
      ...this.wrongCounters(contents.counters),
      ...this.wrongSeats(contents.seats),
      ...[...this.indexes].flatMap(([name, state]) =>
        state === 'open' || contents.indexes.has(name) === (state === 'there')
          ? []
          : [`index ${name} should be ${state}`],
      ),
    ];
  }

  private lostAndFound(inserted: ReadonlySet<string>): string[] {
    const differences: string[] = [];
    for (const [id, outcome] of this.inserts) {
      const deleted = this.deletes.get(id);
      const isThere = inserted.has(id);
      if (isThere && (deleted === 'told' || outcome === 'refused')) differences.push(`${id} should be gone`);
      if (!isThere && outcome === 'told' && deleted === undefined) differences.push(`${id} is lost`);
    }
    for (const id of inserted) if (!this.inserts.has(id)) differences.push(`nobody wrote ${id}`);
    return differences;
  }

  private wrongNumbers(numbers: ReadonlyMap<string, number>): string[] {
    return [...this.numbers].flatMap(([key, { told, sent }]) => {
      const stored = numbers.get(key) ?? 0;
      return stored >= told && stored <= sent
        ? []
        : [`${key} holds ${stored}, was told ${told}, and ${sent} was sent last`];
    });
  }

  private wrongCounters(counters: ReadonlyMap<string, number>): string[] {
    return [...this.counters].flatMap(([name, { told, untold }]) => {
      const stored = counters.get(name) ?? 0;
      return stored >= told && stored <= told + untold
        ? []
        : [`${name} stands at ${stored}, with ${told} acknowledged and ${untold} unknown`];
    });
  }

  private wrongSeats(seats: ReadonlyMap<string, readonly string[]>): string[] {
    return [...this.seats].flatMap(([seat, asked]) => {
      const [holder, ...more] = seats.get(seat) ?? [];
      if (more.length > 0) return [`seat ${seat} is taken ${more.length + 1} times`];
      const winner = [...asked].find(([, outcome]) => outcome === 'told')?.[0];
      if (winner !== undefined && holder !== winner)
        return [`seat ${seat} was given to ${winner}, ${holder} has it`];
      const wasRefused = [...asked.values()].includes('refused');
      if (wasRefused && holder === undefined) return [`seat ${seat} was refused as taken, and nobody has it`];
      if (holder !== undefined && (asked.get(holder) ?? 'refused') === 'refused')
        return [`seat ${seat} is held by ${holder}, who was refused`];
      return [];
    });
  }
}
