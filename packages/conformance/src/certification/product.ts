import { parse } from 'yaml';

/** What opencontainers/oci-conformance asks of PRODUCT.yaml. Both of these fields may be left out. */
const optionalUrls = ['repo_url', 'product_logo_url'] as const;
const urls = ['website_url', 'documentation_url', ...optionalUrls] as const;
const required = ['vendor', 'name', 'version', 'website_url', 'documentation_url', 'type', 'description'] as const;
const types = ['distribution', 'hosted platform', 'installer'];

/** Of PRODUCT.yaml, what README.md and the folder's name are made of. */
export interface Product {
  readonly name: string;
  readonly version: string;
}

/** Reads PRODUCT.yaml, and tells what a reviewer would send it back for. */
export function readProduct(text: string): { readonly product: Product; readonly problems: readonly string[] } {
  const fields = readFields(text);
  if (fields === undefined)
    return { product: { name: '', version: '' }, problems: ['PRODUCT.yaml is not a list of YAML fields'] };
  const { name = '', version = '' } = fields;
  return { product: { name: String(name), version: String(version) }, problems: problemsOf(fields) };
}

function problemsOf(fields: Record<string, unknown>): string[] {
  const known = new Set<string>([...required, ...optionalUrls]);
  return [
    ...Object.keys(fields)
      .filter((field) => !known.has(field))
      .map((field) => `PRODUCT.yaml has the unknown field ${field}`),
    ...Object.entries(fields)
      .filter(([field, value]) => known.has(field) && typeof value !== 'string')
      .map(([field]) => `${field} of PRODUCT.yaml is not text: put it in quotes`),
    ...required.filter((field) => (fields[field] ?? '') === '').map((field) => `PRODUCT.yaml lacks ${field}`),
    ...urls
      .filter((field) => typeof fields[field] === 'string' && !isWebAddress(fields[field]))
      .map((field) => `${field} of PRODUCT.yaml is no web address`),
    ...(typeof fields.type === 'string' && !types.includes(fields.type)
      ? [`type of PRODUCT.yaml is one of ${types.join(', ')}`]
      : []),
    ...(/\boci\b/i.test(String(fields.name)) ? ['the name of a product may not contain “OCI”'] : []),
    ...(/\.(?:png|jpe?g|gif|webp)$/i.test(String(fields.product_logo_url))
      ? ['product_logo_url of PRODUCT.yaml has to be SVG, AI or EPS']
      : []),
  ];
}

function readFields(text: string): Record<string, unknown> | undefined {
  try {
    const fields: unknown = parse(text);
    const isRecord = typeof fields === 'object' && fields !== null && !Array.isArray(fields);
    return isRecord ? (fields as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
