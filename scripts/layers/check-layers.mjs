import { realpathSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { checkImport, checkManifest } from './check-imports.mjs';
import { findCycles } from './find-cycles.mjs';
import { listHttpWords } from './list-http-words.mjs';
import { parseSource } from './parse-source.mjs';
import { withoutHttp } from './rules.mjs';
import { listSources, readWorkspace } from './workspace.mjs';

/** Checks the layers of the workspace at `root`: one sentence for each fault, and how many import cycles there are. */
export function checkLayers(root) {
  const workspace = readWorkspace(root);
  const reports = workspace.members.map((member) => checkMember(member, workspace));
  const all = (name) => reports.flatMap((report) => report[name]);
  const [files, folders] = [all('fileCycles'), all('folderCycles')];
  const cycles = [...files, ...folders].map((cycle) => `${cycle.join(' ↔ ')}: an import cycle`);
  return { files: files.length, folders: folders.length, faults: [...all('faults'), ...cycles] };
}

function checkMember(member, workspace) {
  const sources = listSources(member, 'src').map(parseSource);
  const tests = listSources(member, 'test').map(parseSource);
  const name = (path) => relative(workspace.root, path).replaceAll(sep, '/');
  const check = (isTest) => (source) =>
    source.imports.flatMap((specifier) => {
      const fault = checkImport(specifier, source.file, member, workspace, isTest);
      return fault === undefined ? [] : [`${name(source.file)} imports ${specifier}: ${fault}`];
    });
  const { files, folders } = findCycles(listInternalImports(sources, name));
  const silent = withoutHttp.has(member.name) ? sources : [];
  return {
    faults: [
      ...checkManifest(member, workspace),
      ...sources.flatMap(check(false)),
      ...tests.flatMap(check(true)),
      ...silent.flatMap((source) => checkHttp(name(source.file), listHttpWords(source))),
    ],
    fileCycles: files,
    folderCycles: folders,
  };
}

/** The imports between the files of a package: an import names a file as it is built, `.js` for `.ts`. */
function listInternalImports(sources, name) {
  const byBuiltName = new Map(sources.map(({ file }) => [asBuilt(file), file]));
  return sources.flatMap(({ file, imports }) =>
    imports
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => byBuiltName.get(asBuilt(resolve(dirname(file), specifier))))
      .filter((target) => target !== undefined && target !== file)
      .map((target) => [name(file), name(target)]),
  );
}

function asBuilt(path) {
  return path.replace(/\.([cm]?)tsx?$/, '.$1js');
}

function checkHttp(file, words) {
  return words.length === 0 ? [] : [`${file} ${words.join(', ')}: only server and management know HTTP`];
}

if (argv[1] !== undefined && realpathSync(argv[1]) === fileURLToPath(import.meta.url)) {
  const { files, folders, faults } = checkLayers(resolve(import.meta.dirname, '../..'));
  for (const fault of faults) console.error(fault);
  console.log(`Import cycles: ${files} between files, ${folders} between folders.`);
  if (faults.length > 0) exit(1);
  console.log('Every import and every dependency keeps to the layers.');
}
