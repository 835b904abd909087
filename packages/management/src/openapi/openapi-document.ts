import type { Route } from '../route/routes.js';
import { type JsonSchema, namedJsonSchemas, parametersOf, referenceTo } from './json-schemas.js';
import { problemSchema } from './problem-schema.js';

/** The version of the API. Its major part changes if clients break. */
const version = '1.0.0';

/** Describes the API (OpenAPI 3.1) by what its handlers declare. */
export function openApiDocument(routes: readonly Route[]): JsonSchema {
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of [...routes].sort((one, other) => (one.path < other.path ? -1 : 1))) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.1',
    info: { title: 'Lading management API', version },
    paths,
    components: {
      schemas: { ...namedJsonSchemas(), Problem: problemSchema },
      responses: { Problem: { description: 'A problem (RFC 9457)', content: problemContent } },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'A personal access token' },
        session: { type: 'apiKey', in: 'cookie', name: '__Host-lading' },
      },
    },
  };
}

const problemContent = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

function operationOf({ handler, path, operation }: Route): JsonSchema {
  const { summary, audience, query, body, isConditional } = operation;
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name);
  const parameters = [
    ...names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...(query === undefined ? [] : parametersOf(query)),
    ...(isConditional ? [{ name: 'If-Match', in: 'header', required: false, schema: { type: 'string' } }] : []),
  ];
  return {
    operationId: handler.replace('Controller.', '.'),
    summary,
    ...(audience === 'user' && { security: [{ token: [] }, { session: [] }] }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: referenceTo(body) } } } }),
    responses: responsesOf(operation),
  };
}

function responsesOf({ answer, mayAnswer, status, mayCreate, mediaType }: Route['operation']): JsonSchema {
  const schema = answer === undefined ? {} : referenceTo(answer);
  const content = mediaType === undefined ? { 'application/json': { schema } } : { [mediaType]: {} };
  const isEmpty = answer === undefined && mediaType === undefined;
  const done = { description: isEmpty ? 'Done' : 'The answer', ...(!isEmpty && { content }) };
  return {
    [status]: done,
    ...(mayAnswer && {
      200: { description: 'The answer', content: { 'application/json': { schema: referenceTo(mayAnswer) } } },
    }),
    ...(mayCreate && { 201: { ...done, description: 'Created' } }),
    default: { $ref: '#/components/responses/Problem' },
  };
}
