/**
 * The tree of units as it was on any day (design, section 5).
 *
 * Names, codes and parents are dated, so every question takes a day or a
 * period. The tree is built once from all units and never changes; it trusts
 * that `validateUnits` has accepted them.
 */
import type { LocalDay, Period } from './day.ts';
import { includesDay, intersectSpans, joinSpans, overlapOf, spanOf } from './span.ts';
import { searchKey } from './searchKey.ts';
import type { LocalizedText } from './text.ts';
import type { Dated, Unit, UnitCode, UnitId, UnitKind } from './unit.ts';

export class UnitTree {
  readonly #units: ReadonlyMap<UnitId, Unit>;
  /** Everything that was ever below a unit, with the link's own period. */
  readonly #children = new Map<UnitId, { unit: Unit; span: Period }[]>();
  readonly #successors = new Map<UnitId, Unit[]>();
  readonly #searchKeys = new Map<UnitId, string>();

  constructor(units: readonly Unit[]) {
    this.#units = new Map(units.map((unit) => [unit.id, unit]));
    for (const unit of units) {
      for (const { parent, span } of this.#parentLinks(unit)) {
        addTo(this.#children, parent, { unit, span });
      }
      for (const predecessor of unit.predecessors) addTo(this.#successors, predecessor, unit);
    }
  }

  get units(): Unit[] {
    return [...this.#units.values()];
  }

  findUnit(id: UnitId): Unit | undefined {
    return this.#units.get(id);
  }

  /** @throws RangeError if there is no such unit: callers have checked what they were given */
  getUnit(id: UnitId): Unit {
    const unit = this.#units.get(id);
    if (unit === undefined) throw new RangeError(`there is no unit "${id}"`);
    return unit;
  }

  /** The country. @throws RangeError if the tree has none */
  get root(): Unit {
    for (const unit of this.#units.values()) if (unit.kind === 'country') return unit;
    throw new RangeError('the tree has no country');
  }

  existsOn(id: UnitId, day: LocalDay): boolean {
    return includesDay(spanOf(this.getUnit(id)), day);
  }

  /** The days on which the unit exists. */
  existenceOf(id: UnitId): Period {
    return spanOf(this.getUnit(id));
  }

  /** The unit's name on that day; outside the days of any name, the nearest one. */
  nameOn(id: UnitId, day: LocalDay): LocalizedText {
    const { names } = this.getUnit(id);
    const valid = valueOn(names, day);
    if (valid !== undefined) return valid;
    const byStart = [...names].sort((a, b) => (spanOf(a).from < spanOf(b).from ? -1 : 1));
    const earlier = byStart.filter((name) => spanOf(name).from <= day).at(-1);
    const nearest = earlier ?? byStart[0];
    if (nearest === undefined) throw new RangeError(`unit "${id}" has no name`);
    return nearest.value;
  }

  /** The unit's code on that day, in the given scheme or in whichever it has one. */
  codeOn(id: UnitId, day: LocalDay, scheme?: string): UnitCode | undefined {
    const codes = this.getUnit(id).codes.filter(
      ({ value }) => scheme === undefined || value.scheme === scheme,
    );
    return valueOn(codes, day);
  }

  parentOn(id: UnitId, day: LocalDay): UnitId | undefined {
    return this.existsOn(id, day) ? valueOn(this.getUnit(id).parents, day) : undefined;
  }

  /** The parent on the unit's last day, or now if it still exists. */
  lastParentOf(id: UnitId): UnitId | undefined {
    const links = this.#parentLinks(this.getUnit(id));
    links.sort((a, b) => (a.span.from < b.span.from ? -1 : 1));
    return links.at(-1)?.parent;
  }

  /** Nearest first, without the unit itself. */
  ancestorsOn(id: UnitId, day: LocalDay): UnitId[] {
    const ancestors: UnitId[] = [];
    let parent = this.parentOn(id, day);
    while (parent !== undefined) {
      ancestors.push(parent);
      parent = this.parentOn(parent, day);
    }
    return ancestors;
  }

  childrenOn(id: UnitId, day: LocalDay): Unit[] {
    return (this.#children.get(id) ?? [])
      .filter(({ span }) => includesDay(span, day))
      .map(({ unit }) => unit);
  }

  /** True if the unit is the root itself or somewhere below it on that day. */
  isWithinOn(id: UnitId, root: UnitId, day: LocalDay): boolean {
    return this.existsOn(id, day) && (id === root || this.ancestorsOn(id, day).includes(root));
  }

  /**
   * Every unit that was the root itself or below it on some day of the
   * period, with the days of the period on which it was.
   *
   * @param downTo do not look below units of this kind
   */
  spansWithin(root: UnitId, period: Period, downTo?: UnitKind): Map<UnitId, Period[]> {
    const found = new Map<UnitId, Period[]>();
    const visit = (unit: Unit, spans: Period[]): void => {
      if (spans.length === 0) return;
      const known = found.get(unit.id);
      found.set(unit.id, known === undefined ? spans : joinSpans([...known, ...spans]));
      if (unit.kind === downTo) return;
      for (const child of this.#children.get(unit.id) ?? []) {
        visit(child.unit, intersectSpans(spans, [child.span]));
      }
    };
    visit(this.getUnit(root), intersectSpans([this.existenceOf(root)], [period]));
    return found;
  }

  /** Below the root (without it) on some day of the period. */
  descendantsDuring(root: UnitId, period: Period): Unit[] {
    return [...this.spansWithin(root, period).keys()]
      .filter((id) => id !== root)
      .map((id) => this.getUnit(id));
  }

  /** Units of one kind that were the root or below it on some day of the period. */
  unitsOfKind(kind: UnitKind, root: UnitId, period: Period): Unit[] {
    return [...this.spansWithin(root, period).keys()]
      .map((id) => this.getUnit(id))
      .filter((unit) => unit.kind === kind);
  }

  /** The units that took over this unit's people: one after a merger, several after a split. */
  successorsOf(id: UnitId): Unit[] {
    return this.#successors.get(id) ?? [];
  }

  /**
   * Who serves the unit's people on that day: the unit itself as long as it
   * exists, then the one unit to which all of them came. Nobody (`undefined`)
   * after a closure or a split, and before the unit began.
   */
  servingOn(id: UnitId, day: LocalDay): UnitId | undefined {
    if (this.existsOn(id, day)) return id;
    return this.lineageOf(id).successors.find(
      (successor) => this.existsOn(successor, day) && this.wholeLineageOf(successor).includes(id),
    );
  }

  /** All predecessors and all successors, however many mergers and splits away; without the unit itself. */
  lineageOf(id: UnitId): { predecessors: UnitId[]; successors: UnitId[] } {
    return {
      predecessors: closure(id, (unit) => this.getUnit(unit).predecessors),
      successors: closure(id, (unit) => this.successorsOf(unit).map((successor) => successor.id)),
    };
  }

  /**
   * The unit and those of its predecessors, however far back, whose people all
   * came to it. A predecessor that was split between several units is not
   * among them, unless all of them are.
   */
  wholeLineageOf(id: UnitId): UnitId[] {
    const whole = new Set<UnitId>([id]);
    const candidates = this.lineageOf(id).predecessors;
    let hasGrown = true;
    while (hasGrown) {
      hasGrown = false;
      for (const candidate of candidates) {
        if (whole.has(candidate)) continue;
        if (this.successorsOf(candidate).every((successor) => whole.has(successor.id))) {
          whole.add(candidate);
          hasGrown = true;
        }
      }
    }
    return [...whole];
  }

  /**
   * Units whose name, on any day, contains the text; typed with or without
   * diacritics. A former name finds today's unit.
   */
  search(text: string): Unit[] {
    const wanted = searchKey(text);
    return this.units.filter((unit) => this.#searchKeyOf(unit).includes(wanted));
  }

  #searchKeyOf(unit: Unit): string {
    let key = this.#searchKeys.get(unit.id);
    if (key === undefined) {
      const texts = unit.names.flatMap(({ value }) => Object.values(value));
      key = [...new Set(texts.map(searchKey))].join('\n');
      this.#searchKeys.set(unit.id, key);
    }
    return key;
  }

  /** Parents with the days on which link and unit both hold. */
  #parentLinks(unit: Unit): { parent: UnitId; span: Period }[] {
    return unit.parents.flatMap((link) => {
      const span = overlapOf(spanOf(link), spanOf(unit));
      return span === undefined ? [] : [{ parent: link.value, span }];
    });
  }
}

const trees = new WeakMap<readonly Unit[], UnitTree>();

/** The tree of these units; built once for one array, however often it is asked for. */
export function treeOf(units: readonly Unit[]): UnitTree {
  let tree = trees.get(units);
  if (tree === undefined) {
    tree = new UnitTree(units);
    trees.set(units, tree);
  }
  return tree;
}

function valueOn<T>(dated: readonly Dated<T>[], day: LocalDay): T | undefined {
  return dated.find((entry) => includesDay(spanOf(entry), day))?.value;
}

function addTo<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}

function closure(start: UnitId, next: (id: UnitId) => readonly UnitId[]): UnitId[] {
  const found = new Set<UnitId>();
  const waiting = [...next(start)];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id) || id === start) continue;
    found.add(id);
    waiting.push(...next(id));
  }
  return [...found];
}
