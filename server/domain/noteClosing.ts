interface Closable {
  isOpen: boolean;
  closedAt?: Date;
}

/** What a campaign or a collector becomes, with the instant at which it was closed as long as it is. */
export function noteClosing<T extends Closable>(before: Closable, next: T, now: Date): T {
  const { closedAt: _, ...rest } = next;
  const closedAt = before.isOpen ? now : before.closedAt;
  return { ...rest, ...(!next.isOpen && closedAt !== undefined && { closedAt }) } as T;
}
