/** Starts innerWorker.ts from its source: a worker cannot read TypeScript by itself (development and tests). */
import { register } from 'tsx/esm/api';

register();
await import('./innerWorker.ts');
