import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { satisfies } from './require-node.mjs';

const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

test('accepts each version that package.json promises', () => {
  for (const version of ['20.19.0', '20.20.2', '22.13.0', '24.11.0', '25.0.0', '26.3.1']) {
    assert.equal(satisfies(version, engines.node), true, version);
  }
});

test('refuses older versions, and those between that lack something', () => {
  for (const version of ['16.20.2', '18.20.8', '20.18.3', '21.7.3', '22.12.0', '23.11.1', '24.10.0']) {
    assert.equal(satisfies(version, engines.node), false, version);
  }
});
