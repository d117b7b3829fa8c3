/**
 * Prepares a document with inSigner, sends it, and downloads it once it is signed; on the way it shows what a conflict
 * looks like. `cargo xtask demo` runs it against the sandbox.
 */

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConflictError, InSigner } from 'signbridge';

const { SIGNBRIDGE_SANDBOX_URL: sandbox, SIGNBRIDGE_DEMO_PDF: contract, SIGNBRIDGE_DEMO_OUT: out } = process.env;

const client = InSigner.fromEnv();
console.log(`client     ${client}`);

const { id } = await client.documents.create({ name: 'Lease (Node)', signingType: 'sequential' });
console.log(`created    ${id}, a draft`);

const file = await readFile(contract);
await client.documents.upload(id, { file, filename: 'contract.pdf' });
console.log(`uploaded   contract.pdf, ${file.length} bytes, straight to the storage`);

const signers = [];
for (const [order, name] of ['Ann Lee', 'Bo Ray'].entries()) {
  const email = `${name.split(' ')[0].toLowerCase()}@example.com`;
  signers.push(await client.signers.add(id, { email, name, order }));
  const place = { page: 1, x: 100, y: 600 + 70 * order, width: 200, height: 60 };
  await client.fields.add(id, { type: 'signature', ...place, assignedTo: order });
  console.log(`signer     ${name}, with a field to sign in`);
}

await client.documents.send(id);
console.log(`sent       ${(await client.documents.get(id)).status}`);
await assert.rejects(client.documents.delete(id), (error) => {
  assert.ok(error instanceof ConflictError);
  console.log(`refused    to delete it now: ${error.message} (delivery ${error.delivery})`);
  return true;
});

for (const signer of signers) {
  await somebody(`documents/${id}/signers/${signer.id}/sign`);
  console.log(`signed     by ${signer.name}: ${(await client.documents.get(id)).status}`);
}

const completed = [];
for await (const document of client.documents.list({ status: 'completed' })) completed.push(document.id);
assert.ok(completed.includes(id), 'the signed document is not in the list');
console.log(`listed     ${completed.length} completed document(s), this one among them`);

const pdf = await client.documents.download(id);
await writeFile(join(out, 'insigner-node.pdf'), pdf);
console.log(`downloaded ${pdf.length} bytes`);
await client.documents.delete(id);
console.log('deleted    it is gone');

/** Stands for a person: the sandbox lets a recipient sign. */
async function somebody(path) {
  const answer = await fetch(`${sandbox}/_sandbox/insigner/${path}`, { method: 'POST' });
  assert.ok(answer.ok, await answer.text());
}
