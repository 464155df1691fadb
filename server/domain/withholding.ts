/**
 * Withholding: which figures of one table may be shown (decision 0003).
 *
 * A figure about fewer people than the minimum is withheld (`few`). That is not
 * enough: a table adds up, downwards (the total is its rows) and across (a
 * factor is its criteria, the whole is its factors), so a withheld figure could
 * be had by subtraction. Others are withheld with it (`complementary`), as few
 * and as small ones as the rule finds, always the same ones.
 */

/** The least number of people behind a figure that staff may see (decision 0003). */
export const MINIMUM_FOR_STAFF = 5;

/**
 * Figures of a row that are shown or withheld together: the whole; the factors;
 * the criteria of one factor. Across, they add up to a figure of the block before.
 */
export interface FigureBlock {
  name: string;
  /** The block with the figure that these add up to; absent for the whole. */
  sumIn?: string;
  figures: readonly string[];
}

/** People behind each figure of one row, by figure; a figure that is missing has nobody. */
export interface TableRow {
  id: string;
  people: ReadonlyMap<string, number>;
  /** People whom the filter left out; absent without a filter. */
  leftOut?: ReadonlyMap<string, number>;
}

/** `shown` and unanswered are one here: there is nothing to withhold of nobody. */
export type Verdict = 'shown' | 'few' | 'complementary';

/** What may be shown of a row, by figure. */
export type Verdicts = ReadonlyMap<string, Verdict>;

export interface WithholdingQuestion {
  /** In this order: a block comes after the one that it adds up to. */
  blocks: readonly FigureBlock[];
  /** Everybody; holds all people of the rows, who have nobody in common. */
  total: TableRow;
  rows: readonly TableRow[];
  minimum: number;
}

/**
 * Decides for every figure of a table whether it is shown.
 *
 * A block of a row is closed when one of its figures is about 1 to
 * minimum − 1 people, or leaves out so many by its filter, or when the block
 * that it adds up to is closed. Then, block by block, until nothing changes:
 *
 * - *Downwards*: for each figure, total − shown rows must be nobody or at least
 *   the minimum.
 * - *Downwards and across together*: no small figure may follow from the
 *   equations of the table. With withheld figures as edges between their row and
 *   their column, exactly those on no cycle follow (the fact behind network
 *   methods of cell suppression); whatever has no printed sum is joined to one
 *   and the same outer node.
 *
 * Where either fails, the open row with the fewest people in that column is
 * closed too (of equals, the one whose id sorts first); if there is none, the
 * total; if that is closed, the block that this one adds up to.
 *
 * It holds within one table. Several tables laid side by side (parent and
 * child over time, many different filters) are not compared; see decision 0009.
 *
 * @returns by row id, the total under its own id
 * @see Cox (1980), "Suppression methodology and statistical disclosure control", J. Am. Stat. Assoc. 75, 377–385
 * @example
 * // minimum 5; total 112, of which a: 3, b: 9, c: 100
 * // a is few; b is closed with it, since 112 − 9 − 100 = 3
 */
export function decideWithholding(question: WithholdingQuestion): Map<string, Verdicts> {
  const state = new TableState(question);
  for (const block of question.blocks) {
    state.open(block);
    while (state.closeOneMore(block));
  }
  return new Map([question.total, ...question.rows].map((row) => [row.id, state.verdictsOf(row)]));
}

/** Stands for every row and column whose sum is not printed, and for people in no row. */
const OUTER = '';

class TableState {
  readonly #question: WithholdingQuestion;
  /** Closed blocks as `row/block`. */
  readonly #closed = new Set<string>();

  constructor(question: WithholdingQuestion) {
    this.#question = question;
  }

  /** First verdict on a block, from each row alone. */
  open(block: FigureBlock): void {
    for (const row of [this.#question.total, ...this.#question.rows]) {
      const isInherited = block.sumIn !== undefined && this.#isClosed(row, block.sumIn);
      if (isInherited || block.figures.some((figure) => this.#isDelicate(row, figure)))
        this.#close(row, block.name);
    }
  }

  /** Closes one more row where something follows from the rest; false when nothing does. */
  closeOneMore(block: FigureBlock): boolean {
    const trouble = this.#thinRemainder(block) ?? this.#followingFigure(block);
    if (trouble === undefined) return false;

    const { total } = this.#question;
    const next = this.#smallestOpenRow(block, trouble.figure);
    if (next !== undefined) this.#close(next, block.name);
    else if (!this.#isClosed(total, block.name)) this.#close(total, block.name);
    else if (
      block.sumIn !== undefined &&
      trouble.row !== undefined &&
      !this.#isClosed(trouble.row, block.sumIn)
    ) {
      this.#close(trouble.row, block.sumIn);
    } else return false;
    return true;
  }

  verdictsOf(row: TableRow): Verdicts {
    const verdicts = new Map<string, Verdict>();
    const isEmpty = [...row.people.values()].every((people) => people === 0);
    for (const block of this.#question.blocks) {
      const isClosed = this.#isClosed(row, block.name);
      for (const figure of block.figures) {
        const people = peopleIn(row, figure);
        // Where somebody answered, "nobody answered this" would say what one of the few skipped.
        if (isEmpty || !isClosed) verdicts.set(figure, 'shown');
        else verdicts.set(figure, people < this.#question.minimum ? 'few' : 'complementary');
      }
    }
    return verdicts;
  }

  /** A column whose printed total leaves 1 to minimum − 1 people after the shown rows. */
  #thinRemainder(block: FigureBlock): { figure: string; row?: TableRow } | undefined {
    if (this.#isClosed(this.#question.total, block.name)) return undefined;
    const figure = block.figures.find((candidate) =>
      this.#isTooFew(this.#remainder(block, candidate, false)),
    );
    return figure === undefined ? undefined : { figure };
  }

  /** Total less the shown rows; or, `alsoClosed`, less all rows: people in no row. */
  #remainder(block: FigureBlock, figure: string, alsoClosed: boolean): number {
    const { rows, total } = this.#question;
    return rows
      .filter((row) => alsoClosed || !this.#isClosed(row, block.name))
      .reduce((left, row) => left - peopleIn(row, figure), peopleIn(total, figure));
  }

  /** A delicate figure of a closed row that the table's equations give away: an edge on no cycle. */
  #followingFigure(block: FigureBlock): { figure: string; row: TableRow } | undefined {
    const edges = this.#unknownEdges(block);
    const neighbours = new Map<string, { to: string; edge: number }[]>();
    const link = (node: string, to: string, edge: number) => {
      const links = neighbours.get(node);
      if (links === undefined) neighbours.set(node, [{ to, edge }]);
      else links.push({ to, edge });
    };
    edges.forEach(({ from, to }, edge) => {
      link(from, to, edge);
      link(to, from, edge);
    });

    const index = edges.findIndex(
      (edge, number) => edge.isDelicate && !isJoined(neighbours, edge.from, edge.to, number),
    );
    const found = edges[index];
    return found?.row === undefined ? undefined : { figure: found.figure, row: found.row };
  }

  #unknownEdges(block: FigureBlock): UnknownEdge[] {
    const isTotalPrinted = !this.#isClosed(this.#question.total, block.name);
    const columnNode = (figure: string) => (isTotalPrinted ? `column ${figure}` : OUTER);

    const edges: UnknownEdge[] = [];
    for (const row of this.#question.rows) {
      if (!this.#isClosed(row, block.name)) continue;
      const isSumPrinted = block.sumIn !== undefined && !this.#isClosed(row, block.sumIn);
      const from = isSumPrinted ? `row ${row.id}` : OUTER;
      for (const figure of block.figures) {
        if (peopleIn(row, figure) === 0) continue;
        edges.push({ from, to: columnNode(figure), figure, row, isDelicate: this.#isDelicate(row, figure) });
      }
    }
    if (!isTotalPrinted) return edges;
    for (const figure of block.figures) {
      if (this.#remainder(block, figure, true) > 0) {
        edges.push({ from: OUTER, to: columnNode(figure), figure, isDelicate: false });
      }
    }
    return edges;
  }

  #smallestOpenRow(block: FigureBlock, figure: string): TableRow | undefined {
    return this.#question.rows
      .filter((row) => peopleIn(row, figure) > 0 && !this.#isClosed(row, block.name))
      .sort((a, b) => peopleIn(a, figure) - peopleIn(b, figure) || (a.id < b.id ? -1 : 1))[0];
  }

  #isDelicate(row: TableRow, figure: string): boolean {
    const people = peopleIn(row, figure);
    return people > 0 && (this.#isTooFew(people) || this.#isTooFew(row.leftOut?.get(figure) ?? 0));
  }

  #isTooFew(people: number): boolean {
    return people > 0 && people < this.#question.minimum;
  }

  #isClosed(row: TableRow, block: string): boolean {
    return this.#closed.has(`${row.id}/${block}`);
  }

  /** Closes a block of a row and every block that adds up to it. */
  #close(row: TableRow, block: string): void {
    this.#closed.add(`${row.id}/${block}`);
    for (const { name, sumIn } of this.#question.blocks) if (sumIn === block) this.#close(row, name);
  }
}

/** A withheld figure, or (without a row) the people of a column who are in no row. */
interface UnknownEdge {
  from: string;
  to: string;
  figure: string;
  row?: TableRow;
  isDelicate: boolean;
}

/** Can `to` be reached from `from` without the edge of that number? */
function isJoined(
  neighbours: ReadonlyMap<string, readonly { to: string; edge: number }[]>,
  from: string,
  to: string,
  without: number,
): boolean {
  const seen = new Set([from]);
  const waiting = [from];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node === to) return true;
    for (const { to: next, edge } of neighbours.get(node) ?? []) {
      if (edge === without || seen.has(next)) continue;
      if (next === to) return true;
      seen.add(next);
      waiting.push(next);
    }
  }
  return false;
}

const peopleIn = (row: TableRow, figure: string): number => row.people.get(figure) ?? 0;
