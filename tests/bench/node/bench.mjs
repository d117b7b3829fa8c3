/**
 * Measures signbridge and its peers in Node; `cargo xtask bench` runs it and makes tables of what it writes.
 *
 *     node --expose-gc bench.mjs ORIGIN OUT.json --rounds 5 --seconds 0.4
 *
 * Every row is measured in rounds. In a round each client has one window of `--seconds`, one after the other, and the
 * next round starts with another client: what disturbs the machine disturbs all alike. `JSON.parse` decodes everywhere.
 */

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import axios from 'axios';
import { Pool } from 'undici';
import { NextSign } from '../../../bindings-node/dist/index.mjs';

const KEY = 'bench-key';
const COMPANY = '6500e19662ec13c4faa7de00';
const CASE = '657b00000000000000000000';
const HEADERS = { Authorization: `Bearer ${KEY}` };
const IN_FLIGHT = [1, 32];

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '0.4' } },
});
const [origin, out] = positionals;
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);

const paths = {
  small: `/api/v2/${COMPANY}/case/${CASE}/get`,
  list: `/api/v2/${COMPANY}/cases/get`,
};

/** For each client and payload, a function that makes one call and decodes its answer. */
function clients() {
  const ours = open();
  const pool = new Pool(origin, { connections: Math.max(...IN_FLIGHT) });
  const request = axios.create({ headers: HEADERS, httpAgent: new http.Agent({ keepAlive: true }), proxy: false });
  const byUndici = async (path) => {
    const { body } = await pool.request({ path, method: 'GET', headers: HEADERS });
    return JSON.parse(await body.text());
  };
  const byFetch = async (path) => JSON.parse(await (await fetch(origin + path, { headers: HEADERS })).text());
  const byAxios = async (path) => (await request.get(origin + path)).data;
  const bound = (call) => ({ small: () => call(paths.small), list: () => call(paths.list) });
  return {
    signbridge: {
      small: () => ours.cases.get(CASE),
      list: async () => (await ours.cases.list()).items,
    },
    'undici.request': bound(byUndici),
    fetch: bound(byFetch),
    axios: bound(byAxios),
  };
}

function open() {
  return new NextSign({
    apiKey: KEY,
    companyId: COMPANY,
    apiUrl: `${origin}/api`,
    filesApiUrl: origin,
    rateLimit: 'off',
  });
}

/** All clients, as often as there are rounds, starting with another one each time. */
function* inTurns(names) {
  for (let round = 0; round < rounds; round++) {
    const start = round % names.length;
    yield* [...names.slice(start), ...names.slice(0, start)];
  }
}

async function measure(call, inFlight, milliseconds) {
  const end = performance.now() + milliseconds;
  let calls = 0;
  const worker = async () => {
    while (performance.now() < end) {
      await call();
      calls++;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return calls;
}

async function measureRow(all, payload, inFlight) {
  const none = () => Object.fromEntries(Object.keys(all).map((name) => [name, []]));
  const row = { style: 'promises', payload, in_flight: inFlight, rates: none(), cpu_us: none() };
  for (const name of inTurns(Object.keys(all))) {
    const call = all[name][payload];
    await measure(call, inFlight, seconds * 250);
    globalThis.gc?.();
    const wall = performance.now();
    const cpu = process.cpuUsage();
    const calls = await measure(call, inFlight, seconds * 1000);
    const elapsed = performance.now() - wall;
    const { user, system } = process.cpuUsage(cpu);
    row.rates[name].push((calls / elapsed) * 1000);
    row.cpu_us[name].push((user + system) / calls);
  }
  return row;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** What loading the package adds to the start of Node; both are started in turn. */
function importMilliseconds() {
  const entry = fileURLToPath(new URL('../../../bindings-node/dist/index.mjs', import.meta.url));
  const start = (code) => {
    const begin = performance.now();
    spawnSync(process.execPath, ['--input-type=module', '-e', code], { stdio: 'inherit' });
    return performance.now() - begin;
  };
  const load = `await import(${JSON.stringify(`file://${entry}`)})`;
  start(load);
  const pairs = Array.from({ length: 15 }, () => [start('await 0'), start(load)]);
  return median(pairs.map(([, full]) => full)) - median(pairs.map(([bare]) => bare));
}

function viewMicroseconds() {
  const client = open();
  const ids = Array.from({ length: 2000 }, (_, number) => number.toString(16).padStart(24, '0'));
  const samples = Array.from({ length: 7 }, () => {
    const begin = performance.now();
    for (const id of ids) client.withCompany(id);
    return ((performance.now() - begin) / ids.length) * 1000;
  });
  return median(samples);
}

const manifest = (name) => {
  // Not every package exports its package.json: look where npm put it.
  const file = new URL(`node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')).version;
};

const all = clients();
const rows = [];
for (const payload of Object.keys(paths)) {
  for (const inFlight of IN_FLIGHT) rows.push(await measureRow(all, payload, inFlight));
}
const result = {
  runtime: `Node ${process.versions.node}`,
  versions: {
    'undici.request': manifest('undici'),
    fetch: `undici ${process.versions.undici} in Node`,
    axios: manifest('axios'),
  },
  decoding: 'JSON.parse everywhere',
  rows,
  costs: [
    { what: 'import signbridge', value: importMilliseconds(), unit: 'ms' },
    { what: 'withCompany', value: viewMicroseconds(), unit: 'µs', most: 20 },
  ],
};
writeFileSync(out, JSON.stringify(result, null, 1));
// The peers' pools would keep the process alive.
process.exit(0);
