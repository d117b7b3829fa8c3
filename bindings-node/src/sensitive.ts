/**
 * Keeps what is personal or secret out of the log: a link that signs for whoever has it, a personal number. An answer is a
 * plain object with all its members; only when it is printed (`console.log`, `util.inspect`) do these show as `<hidden>`.
 */

/** Names of members, by where the object is that has them: `documents[]`, or the empty text for the answer itself. */
export type Sensitive = Readonly<Record<string, readonly string[]>>;

/** The same as a tree, which answers are walked along. */
interface Branch {
  readonly names: string[];
  /** Makes an object print without those. */
  readonly inspected: PropertyDescriptor;
  readonly members: [name: string, below: Branch][];
  /** For each item of a list or value of a map. */
  each?: Branch;
}

const INSPECT = Symbol.for('nodejs.util.inspect.custom');
const HIDDEN = { [INSPECT]: () => '<hidden>' };
const TREES = new WeakMap<Sensitive, Branch>();

/** Marks the objects in `answer` that have such members. */
export function hide(answer: unknown, sensitive: Sensitive): void {
  let tree = TREES.get(sensitive);
  if (tree === undefined) {
    tree = treeOf(sensitive);
    TREES.set(sensitive, tree);
  }
  mark(answer, tree);
}

function mark(value: unknown, { names, inspected, members, each }: Branch): void {
  if (typeof value !== 'object' || value === null) return;
  if (each !== undefined) {
    for (const item of Array.isArray(value) ? value : Object.values(value)) mark(item, each);
  }
  const object = value as Record<string, unknown>;
  for (const [name, below] of members) {
    const member = object[name];
    if (member != null) mark(member, below);
  }
  for (const name of names) {
    if (object[name] == null) continue;
    Object.defineProperty(object, INSPECT, inspected);
    break;
  }
}

function treeOf(sensitive: Sensitive): Branch {
  const root = branch();
  for (const [place, names] of Object.entries(sensitive)) {
    let at = root;
    for (const step of place.match(/\[\]|\{\}|[^.[\]{}]+/g) ?? []) at = below(at, step);
    at.names.push(...names);
  }
  return root;
}

function below(at: Branch, step: string): Branch {
  if (step === '[]' || step === '{}') {
    at.each ??= branch();
    return at.each;
  }
  const known = at.members.find(([name]) => name === step);
  if (known !== undefined) return known[1];
  const made = branch();
  at.members.push([step, made]);
  return made;
}

function branch(): Branch {
  const names: string[] = [];
  function shown(this: object): object {
    const copy: Record<string, unknown> = { ...this };
    for (const name of names) if (copy[name] != null) copy[name] = HIDDEN;
    return copy;
  }
  // Not enumerable: no copy, comparison or JSON of the answer knows of it.
  return { names, inspected: { value: shown, configurable: true, writable: true }, members: [] };
}
