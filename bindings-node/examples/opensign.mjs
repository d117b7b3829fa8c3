/**
 * Sends a document with OpenSign, follows it while its recipients sign, and downloads it with its certificate; then it
 * shows what a token of another environment looks like. `cargo xtask demo` runs it against the sandbox.
 */

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AuthenticationError, OpenSign } from 'signbridge';

const { SIGNBRIDGE_SANDBOX_URL: sandbox, SIGNBRIDGE_DEMO_PDF: contract, SIGNBRIDGE_DEMO_OUT: out } = process.env;

const client = OpenSign.fromEnv();
console.log(`client     ${client}`);
const { total_credits: before } = await client.account.credits();
console.log(`credits    ${before}`);

const { objectId, signurl } = await client.documents.create({
  file: await readFile(contract, 'base64'),
  title: 'Lease (Node)',
  send_in_order_strict: true,
  signers: [
    { role: 'Tenant', name: 'Ann Lee', email: 'ann@example.com', widgets: widgets(60) },
    { role: 'Owner', name: 'Bo Ray', email: 'bo@example.com', widgets: widgets(320) },
  ],
});
console.log(`sent       ${objectId}, ${signurl.length} signing links`);

for (const email of ['ann@example.com', 'bo@example.com']) {
  await somebody(`documents/${objectId}/signers/${encodeURIComponent(email)}/sign`);
  console.log(`signed     by ${email}: ${(await client.documents.get(objectId)).status}`);
}

const completed = [];
for await (const document of client.documents.list('completed')) completed.push(document.objectId);
assert.ok(completed.includes(objectId), 'the signed document is not in the list');
console.log(`listed     ${completed.length} completed document(s), this one among them`);

const pdf = await client.documents.download(objectId);
await writeFile(join(out, 'opensign-node.pdf'), pdf);
const certificate = await client.documents.downloadCertificate(objectId);
assert.equal(Buffer.from(certificate).toString('latin1', 0, 5), '%PDF-');
console.log(`downloaded ${pdf.length} bytes, and a certificate of ${certificate.length}`);

await client.documents.delete(objectId);
const { total_credits: after } = await client.account.credits();
assert.equal(after, before - 1);
console.log(`deleted    it is gone, and so is its credit: ${after} left`);

const stranger = OpenSign.fromEnv({ apiToken: 'opensign.of-another-environment' });
await assert.rejects(stranger.account.get(), (error) => {
  assert.ok(error instanceof AuthenticationError);
  assert.ok(!JSON.stringify(error).includes('of-another-environment'));
  console.log(`wrong      token: ${error.message} (status ${error.status}, delivery ${error.delivery})`);
  return true;
});

/** A signature and the date of signing, in points from the top left corner of the first page. */
function widgets(x) {
  return [
    { type: 'signature', page: 1, x, y: 600, w: 150, h: 50 },
    { type: 'date', page: 1, x, y: 660, w: 150, h: 20, options: { signing_date: true } },
  ];
}

/** Stands for a person: the sandbox lets a recipient sign. */
async function somebody(path) {
  const answer = await fetch(`${sandbox}/_sandbox/opensign/${path}`, { method: 'POST' });
  assert.ok(answer.ok, await answer.text());
}
