import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compile } from './transform.mjs';

/** Finds `./x.ts` for `./x.js`: TypeScript imports a module by the name of its compiled file. */
export async function resolve(specifier, context, next) {
  const isOfSource = specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL?.endsWith('.ts');
  const url = isOfSource ? new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL) : undefined;
  return url !== undefined && existsSync(url)
    ? { url: url.href, format: 'module', shortCircuit: true }
    : next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const { code } = compile(fileURLToPath(url));
  // Jest itself provides `import.meta.jest`.
  const tools = code.includes('import.meta.jest') ? 'import.meta.jest = globalThis.jest; ' : '';
  return { format: 'module', source: `${tools}${code}`, shortCircuit: true };
}
