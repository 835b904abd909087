import { readFileSync, writeFileSync } from 'node:fs';
import { connectionSettings, registrySettings } from '../dist/index.js';
import { describeSettings } from '../dist/settings/describe-settings.js';

const readme = new URL('../README.md', import.meta.url);
const tables = [registrySettings, connectionSettings].map(describeSettings);
const [start, ...parts] = readFileSync(readme, 'utf8').split(/(?<=write-setting-tables\.mjs`[^\n]*-->\n\n)/);
const written = parts.map((part, index) => `${tables[index]}${part.slice(part.indexOf('\n\n'))}`);
writeFileSync(readme, [start, ...written].join(''));
