/**
 * Lists that come in pages.
 *
 * A list method answers at once with a {@link PagePromise}: await it for the first page, or iterate over it for the
 * items of all pages.
 *
 * ```ts
 * const page = await client.cases.list({ status: 'pending' });
 * console.log(page.items.length, page.hasNext);
 *
 * for await (const item of client.cases.list({ status: 'pending' })) console.log(item.title);
 * ```
 */

import type { CallOptions, ResponseInfo } from './options.js';

/** How a page finds the next one. */
interface Next<T> {
  /** The parameters of the next page; absent after the last. */
  find(): string[] | undefined;
  fetch(params: string[], options: CallOptions | undefined): Promise<Page<T>>;
}

/** One page of a list. Iterating over it gives its items and those of all pages after it. */
export class Page<T> implements AsyncIterable<T> {
  /** The items of this page. */
  readonly items: T[];
  /** How the call for this page went. */
  readonly info: ResponseInfo;
  readonly #next: Next<T>;
  #found: { params: string[] | undefined } | undefined;

  /** @internal */
  constructor(items: T[], info: ResponseInfo, next: Next<T>) {
    this.items = items;
    this.info = info;
    this.#next = next;
  }

  /** Whether there may be another page. Where the provider gives no total, a full page counts as "maybe". */
  get hasNext(): boolean {
    return this.#nextParams !== undefined;
  }

  /** The next page; `undefined` after the last. Takes the options of the call for this page if given none. */
  async nextPage(options?: CallOptions): Promise<Page<T> | undefined> {
    const params = this.#nextParams;
    return params && (await this.#next.fetch(params, options));
  }

  get #nextParams(): string[] | undefined {
    this.#found ??= { params: this.#next.find() };
    return this.#found.params;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    let page: Page<T> | undefined = this;
    while (page) {
      yield* page.items;
      page = await page.nextPage();
    }
  }
}

/** A page that is on its way, and at the same time the items of all pages. */
export class PagePromise<T> extends Promise<Page<T>> implements AsyncIterable<T> {
  /** What `then` and `catch` give is an ordinary promise. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** @internal */
  static of<T>(page: Promise<Page<T>>): PagePromise<T> {
    return new PagePromise<T>((resolve) => {
      resolve(page);
    });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    yield* await this;
  }
}
