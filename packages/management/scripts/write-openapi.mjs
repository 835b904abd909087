// Writes openapi.json from the declarations of the handlers. Build first, and run `npm run fix` afterwards.
import { writeFileSync } from 'node:fs';
import 'reflect-metadata';

const { controllers } = await import('../dist/module/controllers.js');
const { openApiDocument } = await import('../dist/openapi/openapi-document.js');
const { routesOf } = await import('../dist/route/routes.js');

const document = openApiDocument(routesOf(controllers));
writeFileSync(new URL('../openapi.json', import.meta.url), `${JSON.stringify(document, undefined, 2)}\n`);
