// Ends with one clear line on a Node.js that is too old, before anything else runs. Whatever imports it imports it first;
// it keeps to what old versions understand.
import { readFileSync } from 'node:fs';

const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

if (!satisfies(process.versions.node, engines.node)) {
  console.error(`Lading needs Node.js ${engines.node}, and this is ${process.versions.node}.`);
  console.error('Install a newer one, or try it without installing: npx --yes node@24 scripts/start.mjs');
  process.exit(1);
}

/** Reads the ranges that package.json uses: `^20.19`, `>=24.11`, and several of them with `||`. */
export function satisfies(version, ranges) {
  const [major, minor] = version.split('.').map(Number);
  return ranges.split('||').some((range) => {
    const [, operator, wantedMajor, wantedMinor] = /^\s*(\^|>=)(\d+)\.(\d+)\s*$/.exec(range);
    if (major === Number(wantedMajor)) return minor >= Number(wantedMinor);
    return operator === '>=' && major > Number(wantedMajor);
  });
}
