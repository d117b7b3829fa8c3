/**
 * Pays tuition with Nexpay: a quote, a proof document, a payment that is made once however often it is asked for.
 * `cargo xtask demo` runs it against the sandbox.
 */

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConflictError, Nexpay } from 'signbridge';

const { SIGNBRIDGE_SANDBOX_URL: sandbox, SIGNBRIDGE_DEMO_PDF: proofFile, SIGNBRIDGE_DEMO_OUT: out } = process.env;

const client = Nexpay.fromEnv();
console.log(`client     ${client}`);

const payee = await client.payees.create({ name: 'Example College (Node)', countryCode: 'KW', currencyCode: 'KWD' });
console.log(`payee      ${payee.id} ${payee.name}`);

// Amounts are texts, so that no digit is lost.
const quote = await client.quotes.create({ payeeId: payee.id, fromCurrency: 'JPY', toAmount: '1234.567' });
const [variant] = quote.variants ?? [];
assert.equal(String(quote.toAmount), '1234.567');
console.log(`quote      ${quote.toAmount} ${quote.toCurrency} for ${variant.fromAmount} ${quote.fromCurrency}`);

const proof = await client.documents.upload({ file: await readFile(proofFile), filename: 'contract.pdf' });
await writeFile(join(out, 'nexpay-node.pdf'), await client.documents.download(proof.id));
console.log(`proof      ${proof.id}, ${proof.fileSize} bytes, and back again`);

// Kept before anything is sent: whoever does not know the outcome asks again with it.
const idempotencyKey = randomUUID();
const data = {
  quoteId: quote.id,
  selectedQuoteVariantId: variant.id,
  countryCode: 'KW',
  purpose: 'undergraduate',
  studentInfo: { firstName: 'Sam', lastName: 'Doe', email: 'sam@example.com' },
  payerDetails: { payerType: 'parent', firstName: 'Pat', lastName: 'Lee' },
  purposeProofDocumentId: proof.id,
};
const payment = await client.payments.create({ transactionType: 'provider', data }, { idempotencyKey });
const again = await client.payments.create({ transactionType: 'provider', data }, { idempotencyKey });
assert.equal(again.id, payment.id, 'it was made twice');
console.log(`payment    ${payment.id} ${payment.status}; asked for again, it is still this one`);

const other = client.payments.create({ transactionType: 'private', data }, { idempotencyKey });
await assert.rejects(other, (error) => {
  assert.ok(error instanceof ConflictError);
  console.log(`refused    ${error.message} (${error.status} ${error.code})`);
  return true;
});

await client.payments.confirm(payment.id);
console.log(`checkout   ${(await client.payments.checkout(payment.id)).url}`);
let now = await client.payments.get(payment.id);
while (now.status !== 'paid') {
  await somebody(`payments/${payment.id}/advance`);
  now = await client.payments.get(payment.id);
}
console.log(`paid       ${now.payeeAmount} ${now.payeeCurrency} to ${payee.name}`);

/** Stands for payer and banks: in the sandbox, money moves when told to. */
async function somebody(path) {
  const answer = await fetch(`${sandbox}/_sandbox/nexpay/${path}`, { method: 'POST' });
  assert.ok(answer.ok, await answer.text());
}
