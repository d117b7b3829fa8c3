/**
 * One client's share of `cargo xtask chaos`: many calls at once against a sandbox that misbehaves. Writes what came of
 * each call as a line of JSON; the tool compares it with what the sandbox knows.
 */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createRequire } from 'node:module';

const { Nexpay, NextSign, SignbridgeError } = createRequire(
  new URL('../../bindings-node/package.json', import.meta.url),
)('signbridge');

const { SIGNBRIDGE_CHAOS_RUN: run, SIGNBRIDGE_CHAOS_OUT: path } = process.env;
const { SIGNBRIDGE_CHAOS_CALLS: most = Infinity, SIGNBRIDGE_CHAOS_SECONDS: seconds = Infinity } = process.env;
const AT_ONCE = 32;
const STORM = 20; // calls cancelled at once

const contracts = NextSign.fromEnv({ rateLimit: 'off' });
const payments = Nexpay.fromEnv({ rateLimit: 'off' });
const out = createWriteStream(path);

const parties = {
  settings: {},
  recipients: [{ name: 'Ada', email: 'ada@example.com', signing: true }],
  documents: [{ name: 'a.pdf', file: 'JVBERi0xLjcK', fileIsBlob: true }],
};

// A case to read and what is paid: three requests, which no fault strikes.
const { _id: caseId } = await contracts.cases.create({ title: 'To read', ...parties });
const payee = await payments.payees.create({ name: 'Example College', countryCode: 'KW', currencyCode: 'KWD' });
const quote = await payments.quotes.create({ payeeId: payee.id, fromCurrency: 'JPY', toAmount: '1234.567' });
const data = { quoteId: quote.id, selectedQuoteVariantId: quote.variants[0].id };

/** What is called, by the last digits of the call's number. */
function kind(number) {
  const digit = number % 10;
  if (digit < 5) return 'create';
  if (digit < 7) return 'payment';
  if (digit === 9) return number % 20 === 9 ? 'read' : 'cancel';
  return digit === 7 ? 'list' : 'upload';
}

const calls = {
  async create(marker, options, number) {
    // Every other ten has a reference of its own.
    const reference = number % 20 < 10 ? { referenceId: marker } : {};
    return (await contracts.cases.create({ title: marker, ...reference, ...parties }, options))._id;
  },
  async payment(marker, options) {
    const own = { ...options, idempotencyKey: marker };
    return String((await payments.payments.create({ transactionType: 'private', data }, own)).id);
  },
  async list(_, options) {
    await contracts.cases.list({ limit: 20 }, options);
  },
  async upload(_, options) {
    return contracts.documents.upload({ file: Buffer.from('%PDF-1.7\n'), name: 'chaos.pdf' }, options);
  },
  async read(_, options) {
    return (await contracts.cases.get(caseId, options))._id;
  },
  async cancel(_, options) {
    const given = new AbortController();
    const own = { ...options, signal: given.signal };
    const readings = Array.from({ length: STORM }, () => contracts.cases.get(caseId, own));
    setImmediate(() => given.abort());
    await Promise.allSettled(readings);
  },
};

function told(attempts = []) {
  return attempts.map(({ status, reason }) => `${status} ${reason}`);
}

async function call(number) {
  const line = { call: kind(number), marker: `${run}-${number}` };
  let info;
  const onResponse = (seen) => {
    info = seen;
  };
  try {
    line.id = await calls[line.call](line.marker, { onResponse }, number);
    line.found = info?.outcome === 'found';
    line.attempts = told(info?.attempts);
  } catch (error) {
    if (!(error instanceof SignbridgeError)) throw error;
    Object.assign(line, { error: error.kind, delivery: error.delivery, status: error.status, message: error.message });
    line.attempts = told(error.attempts);
  }
  out.write(`${JSON.stringify(line)}\n`);
}

const end = performance.now() + Number(seconds) * 1000;
let next = 0;
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    while (next < Number(most) && performance.now() < end) await call(next++);
  }),
);
out.end();
await once(out, 'finish');
