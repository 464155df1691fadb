import { expect, test } from '@jest/globals';
import { Cursors } from '../../server/embedded/cursors.ts';
import { Row } from '../../server/embedded/scan.ts';
import { sourceOf, Turn } from '../../server/embedded/turn.ts';

const MINUTE_MS = 60_000;

/** A cursor over three rows, of which one has been sent. */
async function openCursor(cursors: Cursors, neverTimesOut = false): Promise<bigint> {
  const rows = [1, 2, 3].map((a) => Row.of(new Map([['a', a]])));
  const query = { namespace: 'x.c', source: sourceOf(rows), useTurn: () => undefined };
  const { id } = await cursors.first(query, new Turn(undefined), { batchSize: 1, neverTimesOut });
  return id;
}
const more = (cursors: Cursors, id: bigint, namespace = 'x.c') =>
  cursors.more(id, namespace, new Turn(undefined), undefined);

test('a cursor that nobody asks for ten minutes is closed', async () => {
  const cursors = new Cursors();
  const id = await openCursor(cursors);

  cursors.closeIdle(Date.now() + 9 * MINUTE_MS);
  cursors.closeIdle(Date.now() + 11 * MINUTE_MS);

  await expect(more(cursors, id)).rejects.toMatchObject({ code: 43 });
});

test('one that is asked for in time, or that never times out, stays', async () => {
  const cursors = new Cursors();
  const asked = await openCursor(cursors);
  const patient = await openCursor(cursors, true);

  cursors.closeIdle(Date.now() + 9 * MINUTE_MS);
  expect((await more(cursors, asked)).documents).toHaveLength(2);
  cursors.closeIdle(Date.now() + 11 * MINUTE_MS);
  expect((await more(cursors, patient)).documents).toHaveLength(2);
});

test('a cursor belongs to its collection', async () => {
  const cursors = new Cursors();
  const id = await openCursor(cursors);

  await expect(more(cursors, id, 'x.other')).rejects.toMatchObject({ code: 13 });
  expect(cursors.kill(id, 'x.other')).toBe(false);
  expect(cursors.kill(id, 'x.c')).toBe(true);
  await expect(more(cursors, id)).rejects.toMatchObject({ code: 43 });
});
