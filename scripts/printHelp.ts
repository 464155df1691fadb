import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Prints the comment that a script begins with. */
export async function printHelp(scriptUrl: string): Promise<void> {
  const [comment = ''] = (await readFile(fileURLToPath(scriptUrl), 'utf8')).split('*/');
  console.log(comment.replace(/^\/\*\*\n/, '').replace(/^ \* ?/gm, ''));
}
