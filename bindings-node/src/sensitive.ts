/**
 * Keeps what is personal or secret out of the log: a link that signs for whoever has it, a personal number. An answer is a
 * plain object with all its members; only when it is printed (`console.log`, `util.inspect`) do these show as `<hidden>`.
 */

/** Names of members, by where the object is that has them: `documents[]`, or the empty text for the answer itself. */
export type Sensitive = Readonly<Record<string, readonly string[]>>;

const INSPECT = Symbol.for('nodejs.util.inspect.custom');

const HIDDEN = { [INSPECT]: () => '<hidden>' };

/** Marks the objects in `answer` that have such members. */
export function hide(answer: unknown, sensitive: Sensitive): void {
  for (const [place, names] of Object.entries(sensitive)) mark(answer, steps(place), 0, names);
}

/** `documents[].signers{}` → `documents`, `[]`, `signers`, `{}`. */
function steps(place: string): readonly string[] {
  let found = STEPS.get(place);
  if (found === undefined) {
    found = place.match(/\[\]|\{\}|[^.[\]{}]+/g) ?? [];
    STEPS.set(place, found);
  }
  return found;
}

const STEPS = new Map<string, readonly string[]>();

function mark(value: unknown, path: readonly string[], at: number, names: readonly string[]): void {
  if (typeof value !== 'object' || value === null) return;
  const step = path[at];
  if (step === '[]' || step === '{}') {
    for (const each of Object.values(value)) mark(each, path, at + 1, names);
  } else if (step !== undefined) {
    mark((value as Record<string, unknown>)[step], path, at + 1, names);
  } else if (names.some((name) => (value as Record<string, unknown>)[name] != null)) {
    // Not enumerable: no copy, comparison or JSON of the answer knows of it.
    Object.defineProperty(value, INSPECT, { configurable: true, writable: true, value: () => shown(value, names) });
  }
}

function shown(value: object, names: readonly string[]): object {
  const copy: Record<string, unknown> = { ...value };
  for (const name of names) if (copy[name] != null) copy[name] = HIDDEN;
  return copy;
}
