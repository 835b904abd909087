import { readFileSync } from 'node:fs';
import { parseSync, Visitor } from 'oxc-parser';

/** Parses a source file. The syntax tree is `parsed.program`; `imports` are the modules that it names, each once. */
export function parseSource(file) {
  const code = readFileSync(file, 'utf8');
  const parsed = parseSync(file, code);
  const [error] = parsed.errors;
  if (error !== undefined) throw new Error(`${file}: ${error.message}`);
  return { file, parsed, imports: [...new Set([...listDeclared(parsed.module), ...listCalled(code, parsed)])] };
}

function listDeclared({ staticImports, staticExports }) {
  const exported = staticExports.flatMap(({ entries }) => entries.map(({ moduleRequest }) => moduleRequest?.value));
  return [...staticImports.map(({ moduleRequest }) => moduleRequest.value), ...exported].filter(Boolean);
}

/** `import()` as a value and as a type, and `require()`. Few files have any, and walking the tree takes longest. */
function listCalled(code, parsed) {
  const found = [];
  if (!/\b(?:import|require)\s*\(/.test(code)) return found;
  const note = (node) => typeof node?.value === 'string' && found.push(node.value);
  new Visitor({
    ImportExpression: ({ source }) => note(source),
    TSImportType: ({ source, argument }) => note(source ?? argument?.literal),
    TSExternalModuleReference: ({ expression }) => note(expression),
    CallExpression: ({ callee, arguments: [first] }) => callee.name === 'require' && note(first),
  }).visit(parsed.program);
  return found;
}
