/** One link of a `Link` field (RFC 8288). */
interface Link {
  readonly target: string;
  readonly relations: readonly string[];
}

const link = /<([^>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,]*))?)*)/g;
const relation = /;\s*rel\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,]+))/i;

/** The target of `rel="next"`, quoted or not, among any number of links (TAG-09). */
export function nextTarget(field: string | null): string | undefined {
  return parseLinks(field ?? '').find(({ relations }) => relations.includes('next'))?.target;
}

function parseLinks(field: string): readonly Link[] {
  return [...field.slice(0, 16_384).matchAll(link)].map(([, target = '', parameters = '']) => {
    const [, quoted, plain] = relation.exec(parameters) ?? [];
    return { target: target.trim(), relations: (quoted ?? plain ?? '').toLowerCase().split(/\s+/) };
  });
}
