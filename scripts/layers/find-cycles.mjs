/**
 * Finds the import cycles of a package. `imports` are pairs of paths below `src`, with `/` between their folders. A cycle is
 * the set of all files, or of all entries of a folder, that reach one another.
 *
 * Folders are compared level by level: what lies in one folder, files and folders, may import one another in one direction
 * only. So no folder uses the file or the folder beside it that uses it, however deep the files lie.
 */
export function findCycles(imports) {
  const levels = new Map();
  for (const { level, edge } of imports.map(raise)) levels.set(level, [...(levels.get(level) ?? []), edge]);
  const perLevel = [...levels.values()].flatMap(findKnots);
  return { files: findKnots(imports), folders: perLevel.filter((knot) => !knot.every(isFile)) };
}

function isFile(path) {
  return /\.[cm]?[jt]sx?$/.test(path);
}

/** `blobs/a/b.ts` → `blobs/c/d.ts` is, in the folder where the two part, `blobs/a` → `blobs/c`. */
function raise([from, to]) {
  const [source, target] = [from.split('/'), to.split('/')];
  const depth = source.findIndex((name, index) => name !== target[index]);
  const cut = (path) => path.slice(0, depth + 1).join('/');
  return { level: source.slice(0, depth).join('/'), edge: [cut(source), cut(target)] };
}

/** The strongly connected components of more than one node, by Tarjan's algorithm. */
function findKnots(edges) {
  const targets = new Map();
  for (const [from, to] of edges) targets.set(from, [...(targets.get(from) ?? []), to]);
  const order = new Map();
  const lowest = new Map();
  const open = [];
  const knots = [];

  function visit(node) {
    order.set(node, order.size);
    lowest.set(node, order.get(node));
    open.push(node);
    for (const next of targets.get(node) ?? []) {
      if (!order.has(next)) visit(next);
      if (open.includes(next)) lowest.set(node, Math.min(lowest.get(node), lowest.get(next)));
    }
    if (lowest.get(node) !== order.get(node)) return;
    const knot = open.splice(open.indexOf(node));
    if (knot.length > 1) knots.push(knot.sort());
  }

  for (const node of targets.keys()) if (!order.has(node)) visit(node);
  return knots;
}
