import { mutations } from './mutations.mjs';

let mutation;
let changedFile;

export function initialize({ number }) {
  mutation = mutations[number];
  changedFile = new URL(`../../packages/${mutation.file}`, import.meta.url).href;
}

export async function load(url, context, nextLoad) {
  const loaded = await nextLoad(url, context);
  if (url !== changedFile) return loaded;
  return { ...loaded, source: String(loaded.source).replace(mutation.find, mutation.replace) };
}
