import { Visitor } from 'oxc-parser';

const modules = /^(?:node:)?https?2?$|^undici$|^(?:@fastify\/|fastify$|@nestjs\/)/;
const keys = new Set(['headers', 'statusCode', 'httpStatus']);
const fields =
  /^(?:content-(?:type|length|range|encoding)|retry-after|www-authenticate|if-(?:none-)?match|(?:docker|oci)-[a-z-]+|x-[a-z-]+)$/i;
const statuses = new Set([400, 401, 403, 404, 405, 408, 409, 411, 412, 413, 414, 416, 429, 431, 500, 501, 502, 503]);

/** Lists what a source file says of HTTP: modules, properties for header fields and status codes, names of fields, and paths. */
export function listHttpWords({ parsed, imports }) {
  const found = imports.filter((name) => modules.test(name)).map((name) => `imports ${name}`);
  const noteKey = ({ key }) => keys.has(key.name) && found.push(`has the property ${key.name}`);
  new Visitor({
    Property(node) {
      noteKey(node);
      if (statuses.has(node.value.value)) found.push(`has the status ${node.value.value}`);
    },
    PropertyDefinition: noteKey,
    TSPropertySignature: noteKey,
    Literal: ({ value }) => isHttpText(value) && found.push(`says ${JSON.stringify(value)}`),
  }).visit(parsed.program);
  return [...new Set(found)];
}

function isHttpText(value) {
  return typeof value === 'string' && (fields.test(value) || value.startsWith('/v2/'));
}
