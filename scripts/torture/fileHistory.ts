import type { StoreEvent } from './systemCalls.ts';

/** A disk writes whole sectors or nothing of them. */
const SECTOR_BYTES = 512;

interface Write {
  offset: number;
  data: Buffer;
}

/**
 * What a file may hold after a power failure: everything that was flushed, and
 * of what was written since, any sectors at all.
 */
export class FileHistory {
  private durable: Buffer;
  /** Written since the last flush, oldest first. */
  private unflushed: Write[] = [];
  private readonly underWay = new Map<number, Write[]>();
  /** What each running flush will have made durable. */
  private readonly flushes = new Map<number, number>();
  private readonly isSynchronous: (fd: number) => boolean;

  /** @param isSynchronous whether a write through this descriptor is on the disk when it returns (O_DSYNC) */
  constructor(before: Buffer, isSynchronous: (fd: number) => boolean) {
    this.durable = Buffer.from(before);
    this.isSynchronous = isSynchronous;
  }

  get pendingSectors(): number {
    return this.pending().reduce((sum, { data }) => sum + Math.ceil(data.length / SECTOR_BYTES), 0);
  }

  apply(event: StoreEvent): void {
    if (event.kind === 'write-begun') {
      const { call, offset, data } = event;
      this.underWay.set(call, [...(this.underWay.get(call) ?? []), { offset, data }]);
    } else if (event.kind === 'write-done') {
      const writes = this.underWay.get(event.call) ?? [];
      this.underWay.delete(event.call);
      for (const write of writes) {
        if (this.isSynchronous(event.fd)) this.durable = written(this.durable, write);
        else this.unflushed.push(write);
      }
    } else if (event.kind === 'flush-begun') {
      this.flushes.set(event.call, this.unflushed.length);
    } else if (event.kind === 'flush-done') {
      const howMany = this.flushes.get(event.call) ?? 0;
      this.flushes.delete(event.call);
      for (const write of this.unflushed.splice(0, howMany)) this.durable = written(this.durable, write);
      for (const [call, count] of this.flushes) this.flushes.set(call, Math.max(0, count - howMany));
    } else if (event.kind === 'truncated') {
      this.durable = resized(this.durable, event.size);
    }
  }

  /** The file if the power failed now, and `survives` said of each unflushed sector whether it had got through. */
  imageIf(survives: () => boolean): Buffer {
    return this.pending().reduce<Buffer>((image, { offset, data }) => {
      let next = image;
      // Sectors are those of the disk, not of the write.
      for (let from = 0; from < data.length;) {
        const until = Math.min(data.length, from + SECTOR_BYTES - ((offset + from) % SECTOR_BYTES));
        if (survives()) next = written(next, { offset: offset + from, data: data.subarray(from, until) });
        from = until;
      }
      return next;
    }, Buffer.from(this.durable));
  }

  private pending(): Write[] {
    return [...this.unflushed, ...[...this.underWay.values()].flat()];
  }
}

function written(file: Buffer, { offset, data }: Write): Buffer {
  const long = file.length >= offset + data.length ? file : resized(file, offset + data.length);
  data.copy(long, offset);
  return long;
}

function resized(file: Buffer, size: number): Buffer {
  const next = Buffer.alloc(size);
  file.copy(next);
  return next;
}
