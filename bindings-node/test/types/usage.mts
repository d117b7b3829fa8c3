/** What must compile, and what must not. Never run. */

import { createReadStream, openAsBlob } from 'node:fs';
import { Readable } from 'node:stream';
import {
  type CallOptions,
  type FileInfo,
  InSigner,
  type insigner,
  Nexpay,
  NextSign,
  NotFoundError,
  type nextsign,
  OpenSign,
  type Page,
  SignbridgeError,
} from 'signbridge';

const client = new NextSign({ apiKey: 'k', companyId: 'c', environment: 'test', timeout: 1_000 });
new NextSign({ apiKey: () => 'k', companyId: 'c' });
new NextSign({ apiKey: async () => 'k', companyId: 'c', maxRetries: undefined });
NextSign.fromEnv();
NextSign.fromEnv({ env: { NEXTSIGN_API_KEY: 'k' }, companyId: 'c' });

// @ts-expect-error: a key is needed
new NextSign({ companyId: 'c' });
// @ts-expect-error: there is no such environment
new NextSign({ apiKey: 'k', companyId: 'c', environment: 'staging' });
// @ts-expect-error: misspelt
new NextSign({ apiKey: 'k', companyId: 'c', timeOut: 1 });
// @ts-expect-error: a session is an internal matter
new NextSign(client);

const options: CallOptions = {
  signal: new AbortController().signal,
  headers: new Headers({ a: 'b' }),
  onResponse: ({ status, attempts }) => console.log(status + attempts.length),
};

const found: nextsign.Case = await client.cases.get('c1', options);
const id: string = found._id;
const title: string | undefined = found.title;
// @ts-expect-error: a title may be absent
const certain: string = found.title;

const page: Page<nextsign.Case> = await client.cases.list({ status: 'pending', limit: 10 });
const next: Page<nextsign.Case> | undefined = await page.nextPage();
for await (const item of client.cases.list()) console.log(item._id satisfies string);
for await (const item of page) console.log(item._id satisfies string);

// An enum knows its values and takes others.
await client.cases.list({ status: 'a value of next year' });
// @ts-expect-error: the limit is a number
await client.cases.list({ limit: '10' });
// @ts-expect-error: there is no such parameter
await client.cases.list({ limitt: 10 });

// @ts-expect-error: a case needs recipients and documents
await client.cases.create({ title: 't', settings: {} });

const several: nextsign.Case[] = await client.cases.getMultiple(['a', 'b']);
const url: string = await client.documents.upload({ file: new Uint8Array(3), name: 'a.pdf' });
const bytes: Buffer = await client.documents.download({ url });
await client.documents.upload({ file: { path: 'a.pdf' } }, { onProgress: (sent, total) => sent / (total ?? sent) });
await client.documents.upload({ file: createReadStream('a.pdf') });
await client.documents.upload({ file: { stream: Readable.from([bytes]), length: bytes.length } });
await client.documents.upload({ file: await openAsBlob('a.pdf') });
const { body } = await fetch(url);
if (body) await client.documents.upload({ file: body });
// @ts-expect-error: text may be a path or contents
await client.documents.upload({ file: 'a.pdf' });
const saved: FileInfo = await client.documents.downloadTo({ url }, 'copy.pdf');
const stream: Readable = client.documents.downloadStream({ url });
const streamed: FileInfo = await client.documents.downloadStream({ url }).info;
const raw: { a: number } = await client.request<{ a: number }>('GET', '/v2/things', { query: { a: 1 } });
const unknown: unknown = await client.request('GET', '/v2/things');

// A decimal of a library for them may be sent as it is.
const payments = new Nexpay({ apiKey: 'k' });
const currencies = { fromCurrency: 'USD', toCurrency: 'AUD' };
const { rate } = await payments.fx.rate({ amount: { toFixed: () => '0.10' }, ...currencies });
await payments.fx.rate({ amount: 10n, ...currencies });
console.log(rate satisfies number | string);
// @ts-expect-error: a date is no amount
await payments.fx.rate({ amount: new Date(), ...currencies });

declare const request: import('node:http').IncomingMessage;
const delivery: insigner.WebhookDelivery = InSigner.verifyWebhook('{}', request.headers, 's', { tolerance: 5 });
const happened = OpenSign.verifyWebhook(new Uint8Array(), new Headers(), ['s', 't']);
if (happened.event === 'signed') console.log(happened.signer?.email satisfies string | undefined);
// @ts-expect-error: OpenSign sends no time
OpenSign.verifyWebhook('{}', {}, 's', { tolerance: 5 });

{
  using scoped = client.withCompany('c2');
  await using later = scoped.withOptions({ timeout: 5 });
  console.log(later);
}

try {
  await client.cases.get('c1');
} catch (error) {
  if (error instanceof NotFoundError) console.log(error.requestId satisfies string | undefined);
  if (error instanceof SignbridgeError) {
    const delivery: 'not_sent' | 'maybe' | 'answered' = error.delivery;
    console.log(delivery, error.retryAfter satisfies number | undefined, error.kind === 'timeout');
    // @ts-expect-error: errors do not change
    error.status = 1;
  }
}

console.log(id, title, certain, next, several, bytes, saved, stream, streamed, raw, unknown, delivery);
