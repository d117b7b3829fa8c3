/**
 * Runs every behaviour in tests/scenarios against this package. The judge is a program of its own
 * (`signbridge-scenarios serve`): it plays the provider, and says whether what the calls gave is right.
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { hear } from './hear.mjs';

// Before the package asks whether anyone listens.
const logged = hear();
const { SignbridgeError } = await import('signbridge');
const { dispatch, PROVIDERS } = await import('./generated/dispatch.mjs');

const TARGET = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL('../../target', import.meta.url));
const JUDGE = join(TARGET, 'debug', process.platform === 'win32' ? 'signbridge-scenarios.exe' : 'signbridge-scenarios');
const TESTING = Symbol.for('signbridge.testing');

if (!existsSync(JUDGE)) {
  throw new Error(`${JUDGE} is missing: run \`cargo build -p signbridge-scenarios\` first`);
}

const judge = spawn(JUDGE, ['serve'], { stdio: ['pipe', 'pipe', 'inherit'] });
const [line] = await once(createInterface({ input: judge.stdout }), 'line');
const { address } = JSON.parse(line);
const names = await control('GET', '/scenarios');
const passed = [];
const FILES = mkdtempSync(join(tmpdir(), 'signbridge-'));
let files = 0;

describe('scenarios', () => {
  before(() => assert.ok(names.length > 0, 'there are no scenarios'));
  after(() => {
    judge.stdin.end();
    rmSync(FILES, { recursive: true });
    const folder = join(TARGET, 'scenarios');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'node.json'), JSON.stringify(passed, null, 1));
  });
  for (const name of names) {
    test(name, { timeout: 60_000 }, async () => {
      const opening = await control('POST', `/scenarios/${encodeURIComponent(name)}/start`, { runtime: 'node' });
      logged.length = 0;
      const report = { ...(await play(opening)), logged };
      const verdict = await control('POST', `/sessions/${opening.session}/finish`, report);
      assert.ok(verdict.passed, `\n${verdict.failures.join('\n')}`);
      passed.push(name);
    });
  }
});

/** Builds the client and takes the steps, each of which comes when the one before it is done. */
async function play({ session, config, construct }) {
  let client;
  try {
    client = build(config, construct);
  } catch (error) {
    return { construct_error: record(error) };
  }
  let { step } = await control('POST', `/sessions/${session}/next`, {});
  while (step) {
    const result = await take(client, step, config.provider);
    ({ step } = await control('POST', `/sessions/${session}/next`, { result }));
  }
  client.close();
  return {};
}

/** The client, through the public constructor: only time and chance come by a side door. */
function build(config, construct) {
  const { origins, credential, testing } = config;
  const provider = PROVIDERS[config.provider];
  const options = {
    [provider.credential]: credential && ('host' in credential ? inTurn(credential.host) : credential.value),
    environment: config.environment,
    timeout: config.timeout_ms,
    attemptTimeout: config.attempt_timeout_ms,
    connectTimeout: config.connect_timeout_ms,
    maxRetries: config.max_retries,
    rateLimit: config.rate_limit,
    maxQueue: config.max_queue,
    rateLimitStore: config.rate_limit_store,
    reconcile: config.reconcile,
    caCertificates: config.ca_certificates,
    clientCertificate: config.client_certificate,
    proxy: config.proxy,
    [TESTING]: testing,
  };
  if (config.tenant) options[provider.tenant] = config.tenant;
  if (config.api_version) options[provider.version] = config.api_version;
  for (const [origin, url] of Object.entries(origins ?? {})) options[provider.origins[origin]] = url;
  for (const name of Object.keys(options)) options[name] ??= undefined;
  const ours = Object.keys(PROVIDERS).map((name) => `${name.toUpperCase()}_`);
  for (const name of Object.keys(process.env).filter((name) => ours.some((prefix) => name.startsWith(prefix))))
    delete process.env[name];
  Object.assign(process.env, config.env);
  try {
    return construct === 'from_env' ? provider.Client.fromEnv(options) : new provider.Client(options);
  } finally {
    for (const name of Object.keys(config.env ?? {})) delete process.env[name];
  }
}

/** A credential function that gives the values in turn, the last for ever. */
function inTurn(values) {
  let next = 0;
  return async () => values[Math.min(next++, values.length - 1)];
}

async function take(client, step, provider) {
  let info;
  const options = {
    timeout: step.options?.timeout_ms,
    maxRetries: step.options?.max_retries,
    headers: step.options?.headers,
    idempotencyKey: step.options?.idempotency_key,
    priority: step.options?.priority,
    reconcile: step.options?.reconcile,
    onResponse: (response) => {
      info = response;
    },
  };
  try {
    const view = step.tenant === undefined ? client : client[PROVIDERS[provider].view](step.tenant);
    const ok = await act(view, step, options, provider);
    return { ok: ok ?? null, info: info && reported(info) };
  } catch (error) {
    return { error: record(error) };
  }
}

async function act(client, step, options, provider) {
  if (step.describe) return `${client}`;
  if (step.webhook) {
    const { body, headers, secrets, tolerance_ms: tolerance } = step.webhook;
    const secret = secrets.length === 1 ? secrets[0] : secrets;
    const options = tolerance === undefined ? [] : [{ tolerance }];
    return PROVIDERS[provider].Client.verifyWebhook(Buffer.from(body), headers, secret, ...options);
  }
  if (step.request) {
    const { method, path, content_type: contentType, ...request } = step.request;
    return plain(await client.request(method, path, { ...request, contentType }, options));
  }
  const { file_base64: bytes, ...args } = step.args ?? {};
  if (bytes !== undefined) args.file = Buffer.from(bytes, 'base64');
  const call = dispatch(client, step.call, withFiles(args), options, provider);
  if (!step.iterate) {
    const result = await call;
    return plain(Array.isArray(result?.items) && 'hasNext' in result ? result.items : result);
  }
  const items = [];
  for await (const item of call) {
    items.push(item);
    if (items.length === step.iterate.max_items) break;
  }
  return items;
}

/** The arguments with files in place of `{$file, as}`. */
function withFiles(value) {
  if (Array.isArray(value)) return value.map(withFiles);
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value;
  if (value.$file === undefined) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withFiles(member)]));
  }
  const bytes = Buffer.from(value.$file, 'base64');
  switch (value.as) {
    case 'path': {
      const path = join(FILES, `${files++}.pdf`);
      writeFileSync(path, bytes);
      return { path };
    }
    case 'stream':
      return Readable.from([bytes]);
    case 'measured_stream':
      return { stream: Readable.from([bytes]), length: bytes.length };
    default:
      return bytes;
  }
}

function plain(value) {
  return Buffer.isBuffer(value) ? { base64: value.toString('base64') } : value;
}

function reported({ status, requestId, idempotencyKey, outcome, headers, attempts }) {
  return {
    status,
    request_id: requestId ?? null,
    idempotency_key: idempotencyKey ?? null,
    outcome: outcome ?? null,
    headers: Object.fromEntries(headers),
    attempts: attempts.map(attemptRecord),
  };
}

/** The error record, read back from the error object. */
function record(error) {
  if (!(error instanceof SignbridgeError)) throw error;
  return {
    kind: error.kind,
    provider: error.provider,
    operation: error.operation ?? null,
    message: error.message,
    status: error.status ?? null,
    code: error.code ?? null,
    request_id: error.requestId ?? null,
    idempotency_key: error.idempotencyKey ?? null,
    fields: error.fields,
    retryable: error.retryable,
    retry_after: error.retryAfter === undefined ? null : error.retryAfter / 1_000,
    attempts: error.attempts.map(attemptRecord),
    delivery: error.delivery,
    body: error.body ?? null,
  };
}

function attemptRecord({ number, status, error, delivery, reason, duration, backoff }) {
  return {
    number,
    status: status ?? null,
    error: error ?? null,
    delivery,
    reason,
    duration_ms: duration,
    backoff_ms: backoff ?? null,
  };
}

async function control(method, path, body) {
  const answer = await fetch(address + path, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const value = await answer.json();
  assert.ok(answer.ok, `${method} ${path}: ${JSON.stringify(value)}`);
  return value;
}
