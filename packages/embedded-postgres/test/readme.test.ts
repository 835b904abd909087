import { resolve } from 'node:path';
import { readmeExamples } from '../../../readme-examples.mjs';

it('prints the output that the example in README.md shows', async () => {
  const outputs = await Promise.all(readmeExamples(resolve(import.meta.dirname, '..')).map(({ run }) => run()));
  expect(outputs).toEqual(['kept in ./data\n']);
});
