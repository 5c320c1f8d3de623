// Prints the stems of each line of a file, as the script of the exported search makes them.
import { readFileSync } from 'node:fs';

const stems = new Function(readFileSync(new URL('../find/stem.js', import.meta.url), 'utf8') + '; return Stems;')();
for (const line of readFileSync(process.argv[2], 'utf8').split('\n')) console.log(stems.of(line).join(' '));
