/**
 * Values by patterns of repositories. The patterns share their first segments, so that the time to find those that match a
 * name depends little on how many there are.
 */
export class PatternTree<Value> {
  readonly #root = new PatternNode<Value>(false);

  add(pattern: string, value: Value): void {
    let node = this.#root;
    for (const segment of pattern.split('/')) node = node.next(segment);
    node.values.push(value);
  }

  /**
   * The values of all patterns that match a name, in no order. Of a pattern instead of a name, the values of those that match
   * all of its names; it may miss one that combines `*` and `**` in another way.
   */
  find(name: string): readonly Value[] {
    let nodes: readonly PatternNode<Value>[] = [this.#root];
    for (const segment of name.split('/')) {
      nodes = step(nodes, segment);
      if (nodes.length === 0) return [];
    }
    return nodes.flatMap(({ values }) => values);
  }
}

class PatternNode<Value> {
  readonly values: Value[] = [];
  readonly children = new Map<string, PatternNode<Value>>();

  /** @param isOpen whether it ends with `**`, which goes on to match further segments */
  constructor(readonly isOpen: boolean) {}

  next(segment: string): PatternNode<Value> {
    let child = this.children.get(segment);
    if (child === undefined) {
      child = new PatternNode(segment === '**');
      this.children.set(segment, child);
    }
    return child;
  }
}

/** The nodes that match up to and with this segment. Many segments at once, as `**` is, are matched by `**` only. */
function step<Value>(nodes: readonly PatternNode<Value>[], segment: string): readonly PatternNode<Value>[] {
  const reached = new Set<PatternNode<Value>>();
  for (const node of nodes) {
    if (node.isOpen) reached.add(node);
    for (const key of segment === '**' ? ['**'] : [segment, '*', '**']) {
      const child = node.children.get(key);
      if (child !== undefined) reached.add(child);
    }
  }
  return [...reached];
}
