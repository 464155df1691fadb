interface Options {
  log: (line: string) => void;
}
export function build(options: Options): Promise<void>;
export function ensureBuilt(options: Options): Promise<void>;
export function ensureClientBuilt(options: Options): Promise<void>;
