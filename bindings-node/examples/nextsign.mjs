/**
 * Sends a contract for signature, follows it while its recipients sign, downloads what they signed, and deletes it;
 * then shows what a wrong key looks like. `cargo xtask demo` runs it against the sandbox.
 */

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AuthenticationError, NextSign } from 'signbridge';

const { SIGNBRIDGE_SANDBOX_URL: sandbox, SIGNBRIDGE_DEMO_PDF: contract, SIGNBRIDGE_DEMO_OUT: out } = process.env;

const client = NextSign.fromEnv();
console.log(`client     ${client}`);

const created = await client.cases.create({
  title: 'Employment contract (Node)',
  referenceId: 'demo-node',
  autoSend: true,
  settings: { reminders: { send: true, amount: 2, daysBetween: 3 }, availability: { unlimited: false, days: 10 } },
  signingSchemas: ['urn:grn:authn:dk:mitid:substantial'],
  recipients: [
    { name: 'Ada Ærlig', email: 'ada@example.com', signing: true, group: 0 },
    { name: 'Bo Østergård', email: 'bo@example.com', signing: true, group: 1 },
  ],
  documents: [
    { name: 'contract.pdf', file: await readFile(contract, 'base64'), fileIsBlob: true, signObligated: true },
  ],
});
console.log(`created    ${created._id} "${created.title}"`);

for (const { name, email } of (await follow()).recipients ?? []) {
  await recipientSigns(email);
  console.log(`signed     by ${name}: ${state(await follow())}`);
}

const listed = [];
for await (const item of client.cases.list({ status: 'signed' })) listed.push(item._id);
assert.ok(listed.includes(created._id), 'the signed case is not in the list');
console.log(`listed     ${listed.length} signed case(s), this one among them`);

const [document] = (await follow()).signedDocuments ?? [];
assert.ok(document?.file, 'there is no signed document');
const pdf = await client.documents.download({ url: document.file });
assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
const saved = join(out, 'nextsign-node.pdf');
await writeFile(saved, pdf);
console.log(`downloaded ${document.name}, ${pdf.length} bytes`);

const { status } = await client.cases.delete(created._id);
await assert.rejects(follow(), { name: 'NotFoundError' });
console.log(`deleted    ${status}, and it is gone`);

const stranger = NextSign.fromEnv({ apiKey: 'a-wrong-key' });
await assert.rejects(stranger.cases.get(created._id), (error) => {
  assert.ok(error instanceof AuthenticationError);
  const { name, message, delivery, attempts } = error;
  assert.ok(!JSON.stringify(error).includes('a-wrong-key'));
  console.log(`wrong key  ${name}: ${message} (delivery ${delivery}, ${attempts.length} attempt)`);
  return true;
});

function follow() {
  return client.cases.get(created._id);
}

/** What each recipient did, in a line. */
function state({ recipients = [] }) {
  return recipients.map(({ email, signed }) => `${email} ${signed}`).join(', ');
}

/** Stands for the person: the sandbox lets a recipient sign. */
async function recipientSigns(email) {
  const path = `/_sandbox/nextsign/cases/${created._id}/recipients/${encodeURIComponent(email)}/sign`;
  const answer = await fetch(sandbox + path, { method: 'POST' });
  assert.ok(answer.ok, await answer.text());
}
