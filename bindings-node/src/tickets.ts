/**
 * Values by ticket: what a `Map` would do, without what a `Map` does to the garbage collector.
 *
 * Tickets only ever grow, so a `Map` of pending calls fills with deleted entries and is copied to a new table every few
 * calls. V8 links each old table to the next and leaves the entries in it. Once one old table has been promoted, all
 * tables after it stay reachable until the next full collection, and with them every answer that was ever pending:
 * measured on lists of 32 kB, each minor collection freed nothing and took 25 ms instead of 1. Slots that are used again
 * keep nothing.
 */

const SLOTS = 1024;

/** A table of the values of open tickets. */
export class Tickets<T> {
  readonly #tickets = new Float64Array(SLOTS).fill(-1);
  readonly #values = new Array<T | undefined>(SLOTS).fill(undefined);
  /** Tickets whose slot a call that takes long still has. */
  readonly #others = new Map<number, T>();
  #size = 0;

  /** How many are open. */
  get size(): number {
    return this.#size;
  }

  get(ticket: number): T | undefined {
    const slot = ticket % SLOTS;
    return this.#tickets[slot] === ticket ? this.#values[slot] : this.#others.get(ticket);
  }

  /** Opens a ticket, which must not be open yet. */
  add(ticket: number, value: T): void {
    const slot = ticket % SLOTS;
    if (this.#tickets[slot] === -1) {
      this.#tickets[slot] = ticket;
      this.#values[slot] = value;
    } else {
      this.#others.set(ticket, value);
    }
    this.#size++;
  }

  /** Closes a ticket and gives its value; `undefined` if it was not open. */
  take(ticket: number): T | undefined {
    const slot = ticket % SLOTS;
    let value: T | undefined;
    if (this.#tickets[slot] === ticket) {
      value = this.#values[slot];
      this.#tickets[slot] = -1;
      this.#values[slot] = undefined;
    } else {
      value = this.#others.get(ticket);
      this.#others.delete(ticket);
    }
    if (value !== undefined) this.#size--;
    return value;
  }
}
