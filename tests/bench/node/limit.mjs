/**
 * One process of `cargo xtask bench limit`: as many reads as the rate limit lets through, for three tenants. The first
 * asks for far more than the others, who must not come off badly for it.
 */

import { setMaxListeners } from 'node:events';
import { createRequire } from 'node:module';

const { NextSign, RateLimitedError } = createRequire(new URL('../../../bindings-node/package.json', import.meta.url))(
  'signbridge',
);

const AT_ONCE = [24, 8, 4];
const [name, seconds, rateLimitStore, ...tenants] = process.argv.slice(2);

const client = NextSign.fromEnv({ rateLimitStore, timeout: 600_000 });
const signal = AbortSignal.timeout(Number(seconds) * 1000);
setMaxListeners(0, signal);
const options = { signal, headers: { 'x-process': name }, maxRetries: 0 };

async function call(view) {
  while (!signal.aborted) {
    try {
      await view.cases.list({ limit: 1 }, options);
    } catch (error) {
      // The tool counts refusals.
      if (!signal.aborted && !(error instanceof RateLimitedError)) throw error;
    }
  }
}

const calls = tenants.flatMap((tenant, index) => {
  const view = client.withCompany(tenant);
  return Array.from({ length: AT_ONCE[index] }, () => call(view));
});
await Promise.all(calls);
client.close();
