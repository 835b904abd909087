import { readFileSync, writeFileSync } from 'node:fs';
import { describeConfiguration } from '../dist/configuration/describe-configuration.js';

const readme = new URL('../README.md', import.meta.url);
const [before, rest] = readFileSync(readme, 'utf8').split(/(?<=-->\n\n)/);
writeFileSync(readme, `${before}${describeConfiguration()}${rest.slice(rest.indexOf('\n\n'))}`);
