/** A provider that answers as each test says, and a client of it. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { NextSign } from 'signbridge';

/**
 * Serves on a free port of this machine. `handler` gets the request, with its whole body as `bytes` and `text`, and the
 * response; what it returns, if anything, is sent as JSON.
 */
export async function serve(handler) {
  const requests = [];
  const server = createServer(async (request, response) => {
    try {
      request.bytes = Buffer.concat(await request.toArray());
    } catch {
      // The client gave up while it was sending.
      return;
    }
    request.text = String(request.bytes);
    requests.push(request);
    const answer = await handler(request, response);
    if (answer !== undefined) {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    requests,
    options: {
      apiKey: 'test-key-1',
      companyId: 'company1',
      apiUrl: `${origin}/api`,
      filesApiUrl: origin,
      maxRetries: 0,
      rateLimit: 'off',
    },
    client(more) {
      return new NextSign({ ...this.options, ...more });
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Serves for as long as the test runs. */
export async function provider(context, handler) {
  const server = await serve(handler);
  context.after(() => server[Symbol.asyncDispose]());
  return server;
}

/** The case that a request asks for, as the provider answers with it. */
export function found(request) {
  return foundWith(request, {});
}

/** The same with further members. */
export function foundWith(request, more) {
  return { status: 'case_found', case: { _id: decodeURIComponent(request.url.split('/').at(-2)), ...more } };
}

/** A port that nobody listens at. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** A Redis at this port, which ends with this process. */
export async function redisOn(port) {
  const options = ['--bind', '127.0.0.1', '--port', `${port}`, '--save', '', '--appendonly', 'no'];
  const redis = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
  process.once('exit', () => redis.kill());
  for await (const line of createInterface({ input: redis.stdout })) {
    if (line.includes('Ready to accept connections')) break;
  }
  redis.stdout.resume();
  return redis;
}
